// From a folder of images to a trained AlexNet with the .NET library, without PowerShell:
//   dotnet run -c Release --project examples/Quickstart -- [image folder] [--recipe NAME] [--epochs N] [--drawn]
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;
using Quickstart;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // training stops after the current step, with a checkpoint
    stop.Cancel();
};

try
{
    Arguments arguments = Arguments.Parse(args);
    string workFolder = Path.GetFullPath(Path.Combine("out", "quickstart"));
    using var progress = new ConsoleProgress();

    ImageNetDataset dataset = Source.Open(arguments, workFolder, progress, stop.Token);
    progress.Clear();
    Console.WriteLine($"Dataset  {dataset}");
    foreach (SkippedFile file in dataset.Skipped)
        Console.WriteLine($"skipped  {file.Path}: {file.Reason}");

    Recipe recipe = arguments.Recipe is string name ? Recipe.Resolve(name)
        : dataset.Channels == 1 ? Recipe.Load(Path.Combine(AppContext.BaseDirectory, "FashionMnist.json"))
        : Recipe.Get(Recipe.Default);
    if (arguments.Epochs is int epochs)
        recipe = recipe with { Epochs = epochs };
    string runPath = Path.Combine(workFolder, "runs", $"{DateTime.Now:yyyy-MM-dd-HHmmss}-{recipe.Name}");
    Console.WriteLine($"Training {recipe.Name}, {recipe.Epochs} epochs, into {runPath}");
    Console.WriteLine();
    Console.WriteLine(Tables.EpochHeader);
    TrainingRun run = Trainer.Train(dataset, new TrainingOptions { Recipe = recipe, Seed = 1, RunPath = runPath },
        progress, stop.Token);
    progress.Clear();
    if (run.Status != RunStatus.Completed)
    {
        Console.WriteLine($"{run.Status}: {run.StopReason}");
        return 1;
    }

    AlexNetModel model = run.LoadModel();
    DatasetSplit held = dataset.Validation.Count > 0 ? dataset.Validation : dataset.Train;
    Evaluation evaluation = Evaluator.Evaluate(model, held, cancellation: stop.Token);
    Console.WriteLine();
    Tables.Write(evaluation);

    Console.WriteLine();
    Console.WriteLine("Five predictions");
    using (var classifier = new Classifier(model))
    {
        // Every n-th image, to get five different classes.
        int every = Math.Max(1, held.Count / 5);
        var five = held.Samples.Where((_, i) => i % every == every / 2).Take(5).Select(sample => sample.Index)
            .ToHashSet();
        foreach ((ImageSample sample, Prediction prediction) in held.Samples.Zip(
            classifier.Predict(held, top: 3, stop.Token)))
        {
            if (five.Contains(sample.Index))
            {
                Console.WriteLine(
                    $"  {prediction.FileName,-28} {prediction.ActualLabel,-12} -> {string.Join(", ", prediction.Top)}");
            }
        }
    }

    string embedding = Path.Combine(run.Path, "fc7.npy");
    string lastHidden = model.Definition.ResolvedLayers.Last(
        layer => layer.HasParameters && layer.Index < model.Definition.Layers.Count - 1).Name;
    using (var extractor = new FeatureExtractor(model, lastHidden))
    {
        int count = FeatureFile.Write(embedding, extractor.Extract(held, stop.Token));
        Console.WriteLine();
        Console.WriteLine(
            $"Embeddings of {count:N0} images ({lastHidden}, {extractor.Length:N0} values each): {embedding}");
    }

    Console.WriteLine($"Model: {model.Path}");
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 1;
}
catch (Exception e) when (e is ArgumentException or DatasetException or RecipeException or TrainingException
    or ModelFormatException
    or AlexNetPS.Engines.EngineException or AlexNetPS.Imaging.MissingLibraryException or IOException
    or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    if (e is ArgumentException)
        Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
