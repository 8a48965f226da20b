using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference.Samples;

/// <summary>
/// A labeled contact sheet of images as a network sees them: after all transforms, with normalization undone,
/// and with the predicted classes if there is a model.
/// </summary>
public static class SampleSheet
{
    // A larger sheet cannot be viewed.
    private const long MaxPixels = 120_000_000;

    /// <summary>Draws a sheet.</summary>
    /// <param name="split">
    /// Training images go through the recipe's training transforms, in the order that a run of this seed takes them
    /// in this epoch; those of the other splits through its evaluation transforms.
    /// </param>
    /// <param name="recipe">The transforms; values of the training set are those of the split's
    /// dataset.</param>
    /// <param name="options">Which images; null for the defaults.</param>
    /// <param name="cancellation">Cancels the drawing.</param>
    /// <exception cref="ArgumentException">The split is empty, a class is not in it, or an option is out of
    /// range.</exception>
    /// <exception cref="TransformException">The transforms do not fit the dataset.</exception>
    public static RgbImage Draw(DatasetSplit split, Recipe recipe,
        SampleOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(recipe);
        options ??= new();
        options.Check();
        recipe.Validate();
        recipe = WithoutOwnMeans(recipe.WithStatistics(split.Dataset.Statistics));
        NetworkDefinition network = recipe.Architecture.Resolve();
        bool training = split.Name == SplitName.Train;
        TransformPipeline transforms = training
            ? recipe.CreateTrainTransforms(network)
            : recipe.CreateEvaluationTransforms(network);
        ImageSample[] samples = Choose(split, options);

        // Mixed images depend on their whole batch.
        int batchSize = training && recipe.BatchTransforms.Count > 0
            ? recipe.BatchSize
            : Math.Min(options.Count, recipe.BatchSize);
        if (batchSize == recipe.BatchSize)
            samples = samples[..Math.Min(samples.Length, (options.Count + batchSize - 1) / batchSize * batchSize)];
        else
            samples = samples[..Math.Min(samples.Length, options.Count)];

        int shown = Math.Min(options.Count, samples.Length);
        var layout = new SheetLayout(shown, network.Input.Width, network.Input.Height, transforms.Views,
            options.Columns, lines: options.Model is null ? 1 : 2);
        if (layout.Pixels > MaxPixels)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A sheet of {shown} images with {transforms.Views} view{(transforms.Views == 1 ? "" : "s")} of "
                    + $"{network.Input.Width}x{network.Input.Height} pixels would have {layout.Pixels / 1_000_000} "
                    + $"million pixels; {MaxPixels / 1_000_000} million are the most. Take fewer images."),
                    nameof(options));
        }

        string title = string.Create(CultureInfo.InvariantCulture, $"{recipe.Name} on {split.Dataset.Name}, "
            + $"{split.Name}{(training ? $", seed {options.Seed}, epoch {options.Epoch}" : "")}");
        Canvas canvas = layout.NewCanvas(options.Model is null ? title : $"{title}, as {options.Model.Name} sees it");
        Prediction[] predictions = Predict(split, samples[..shown], options, cancellation);
        using var loader = new BatchLoader(split, transforms, batchSize, prefetch: 1);
        loader.Start(samples, options.Seed, options.Epoch);
        byte[] pixels = new byte[transforms.ViewLength], buffer = [];
        for (int done = 0; done < shown;)
        {
            Batch batch = loader.Next(cancellation)!;
            for (int i = 0; i < batch.Count && done < shown; i++, done++)
            {
                ImageSample sample = batch.Samples[i];
                PixelView stored = split.Dataset.Pixels.Read(sample, ref buffer);
                var random =
                    new RandomStream(options.Seed, RandomPurpose.Augmentation, (uint)options.Epoch, (uint)sample.Index);
                for (int view = 0; view < transforms.Views; view++)
                {
                    transforms.Restore(batch.Rows.Values(i).Slice(view * transforms.ViewLength, transforms.ViewLength),
                        stored.Width, stored.Height, random, view, pixels);
                    layout.Draw(canvas, done, view,
                        new PixelView(pixels, network.Input.Width, network.Input.Height, network.Input.Channels));
                }

                layout.Write(canvas, done, Label(batch, i));
                if (options.Model is not null)
                    layout.WriteVerdict(canvas, done, Verdict(predictions[done]), predictions[done].IsCorrect == true);
            }
        }

        return canvas.Image;
    }

    // The subtracted mean cannot be computed from the values, and the sheet would have to add it again.
    private static Recipe WithoutOwnMeans(Recipe recipe) => recipe with
    {
        TrainTransforms = [.. recipe.TrainTransforms.Where(transform => transform is not ImageMeanSubtract)],
        EvaluationTransforms = [.. recipe.EvaluationTransforms.Where(transform => transform is not ImageMeanSubtract)],
    };

    // The model predicts the stored images with its own transforms, as in evaluation.
    private static Prediction[] Predict(DatasetSplit split, ImageSample[] samples, SampleOptions options,
        CancellationToken cancellation)
    {
        if (options.Model is null)
            return [];
        using var classifier = new Classifier(options.Model, options.Device, threads: options.Threads);
        return [.. classifier.Predict(new DatasetSplit(split.Dataset, split.Name, samples), top: 1, cancellation)];
    }

    private static string Verdict(Prediction prediction) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(prediction.IsCorrect == true ? "" : "x ")}{prediction.Probability * 100:0.#}% {prediction.Label}");

    // In the order of a training run, so that the first images of a sheet are the first ones that it trains on.
    private static ImageSample[] Choose(DatasetSplit split, SampleOptions options)
    {
        string? unknown =
            options.Classes.FirstOrDefault(name => !split.Dataset.Classes.Any(known => Is(known.Name, name)));
        if (unknown is not null)
        {
            throw new ArgumentException($"{split.Dataset.Name} has no class "
                + $"'{unknown}'.{NearestName.Hint(unknown, split.Dataset.Classes.Select(known => known.Name))}",
                nameof(options));
        }

        ImageSample[] samples = [.. split.Samples];
        new RandomStream(options.Seed, RandomPurpose.Shuffle, (uint)options.Epoch).Shuffle<ImageSample>(samples);
        if (options.Classes.Count > 0)
            samples = [.. samples.Where(sample => options.Classes.Any(name => Is(sample.Label, name)))];
        return samples.Length > 0
            ? samples
            : throw new ArgumentException($"The {split.Name} split of {split.Dataset.Name} has no "
                + $"images{(options.Classes.Count > 0 ? " of these classes" : "")}.", nameof(split));
    }

    private static bool Is(string known, string name) => known.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Label(Batch batch, int index)
    {
        string own = batch.Samples[index].Label, other =
            batch.Samples[(index + batch.Count - 1) % batch.Count].Label;
        int percent = (int)Math.Round(100 * batch.Share);
        return percent == 100 || own == other
            ? own
            : string.Create(CultureInfo.InvariantCulture, $"{own} {percent}% {other} {100 - percent}%");
    }
}
