using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Activations;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>The choice between the rule of shapes and direct convolutions, from the options to bits and records.</summary>
public sealed class ConvolutionChoiceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-convolution").FullName;
    private readonly ImageNetDataset _dataset = DrawnImages.Dataset(train: 32, validation: 6);

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void ARunRecordsItAndIsComparedByIt()
    {
        TrainingRun rule = Train("rule", default), direct = Train("direct", ConvolutionAlgorithm.Direct);
        Assert.NotEqual(rule.LoadModel().HashWeights(), direct.LoadModel().HashWeights());
        Assert.Equal(direct.LoadModel().HashWeights(),
            Train("again", ConvolutionAlgorithm.Direct).LoadModel().HashWeights());
        Assert.Equal(["Auto", "Direct"], new[] { rule, direct }.Select(run =>
            (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(run.Path, "run.json")))!["session"]!["convolution"]));
        Assert.EndsWith("Float32", rule.Manifest.Environment.Engine, StringComparison.Ordinal);
        Assert.EndsWith("Float32, Direct convolution", direct.Manifest.Environment.Engine, StringComparison.Ordinal);
        Assert.Equal(["Auto", "Direct"], RunComparison.Of([rule, direct]).Select(row => row.Values["Convolution"]));
    }

    [Fact]
    public void AResumedRunTakesItAgain()
    {
        TrainingRun whole = Train("whole", ConvolutionAlgorithm.Direct, epochs: 2);
        TrainingRun stopped = Stop("parts");
        Assert.EndsWith(" -Resume -Convolution Direct -Threads 1", stopped.StopReason, StringComparison.Ordinal);
        TrainingRun resumed = Train("parts", ConvolutionAlgorithm.Direct, epochs: 2, resume: true);
        Assert.Equal(whole.LoadModel().HashWeights(), resumed.LoadModel().HashWeights());
        Assert.Equal(whole.Manifest.Environment.Engine, resumed.Manifest.Environment.Engine);

        // As after a change of engine, no other run has these results.
        Stop("mixed");
        TrainingRun mixed = Train("mixed", default, epochs: 2, resume: true);
        Assert.NotEqual(whole.LoadModel().HashWeights(), mixed.LoadModel().HashWeights());
        Assert.Null(mixed.Manifest.Environment.Engine);
    }

    [Fact]
    public void ItReachesEveryUseOfAModel()
    {
        AlexNetModel model = Train("model", default).LoadModel();
        DatasetSplit images = _dataset.Validation;
        Differ(choice => Evaluator.Evaluate(model, images, new() { Convolution = choice }).Loss);
        Differ(choice => Evaluator.Evaluate([model, model], images, new() { Convolution = choice }).Loss);
        Differ(choice =>
        {
            using var classifier = new Classifier(model, convolution: choice);
            return classifier.Predict(images).ToArray().Sum(prediction => prediction.Loss!.Value);
        });
        Differ(choice =>
        {
            using var extractor = new FeatureExtractor(model, "conv2", convolution: choice);
            return extractor.Extract(images).Sum(one => one.Values.ToArray().Sum(value => (double)value));
        });
        Differ(choice =>
        {
            using var mapper = new ActivationMapper(model, new() { Method = ActivationMethod.Activations },
                convolution: choice);
            return mapper.Map(images).Sum(one => one.Values.ToArray().Sum(value => (double)value));
        });

        // The sums of rounded results are almost equal, and not equal.
        static void Differ(Func<ConvolutionAlgorithm, double> use)
        {
            double rule = use(ConvolutionAlgorithm.Auto), direct = use(ConvolutionAlgorithm.Direct);
            Assert.NotEqual(rule, direct);
            Assert.Equal(direct, rule, 1e-3 * Math.Abs(direct));
        }
    }

    private TrainingRun Stop(string folder)
    {
        using var cancellation = new CancellationTokenSource();
        return Trainer.Train(_dataset, Options(folder, ConvolutionAlgorithm.Direct, epochs: 2),
            new StopAfter(1, cancellation), cancellation.Token);
    }

    private TrainingRun Train(string folder, ConvolutionAlgorithm choice, int epochs = 1, bool resume = false) =>
        Trainer.Train(_dataset, Options(folder, choice, epochs) with { Resume = resume });

    private TrainingOptions Options(string folder, ConvolutionAlgorithm choice, int epochs)
    {
        Recipe tiny = TinyRecipe.Create(epochs: epochs);
        // Enough channels for the rule of shapes.
        NetworkDefinition wide = new("Wide", new(3, 16, 16),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 48, Kernel = 2, Stride = 2 },
            new ConvolutionDefinition { Name = "conv2", Filters = 48, Kernel = 3, Padding = new(1, 1) },
            new ActivationDefinition { Name = "relu2" },
            new LinearDefinition { Name = "fc3", Outputs = 3 },
        ]);
        return new()
        {
            Recipe = tiny with { Architecture = new(wide) },
            RunPath = Path.Combine(_root, folder),
            Seed = 1,
            Convolution = choice,
            Threads = 1,
        };
    }

    private sealed class StopAfter(int steps, CancellationTokenSource cancellation) : ITrainingObserver
    {
        private int _steps;

        public void OnStep(TrainingProgress progress)
        {
            if (++_steps == steps)
                cancellation.Cancel();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
