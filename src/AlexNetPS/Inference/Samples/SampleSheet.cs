using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
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
        SampleOptions? options = null, CancellationToken cancellation = default) =>
        Compose(split, recipe, options, cancellation).Render();

    /// <inheritdoc cref="Draw"/>
    /// <summary>Composes a sheet, to be drawn or written.</summary>
    public static ContactSheet Compose(DatasetSplit split, Recipe recipe,
        SampleOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(recipe);
        options ??= new();
        IReadOnlyList<SheetTile> tiles = Tiles(split, recipe, options, cancellation);
        RgbImage first = tiles[0].Images[0]!;
        return new SheetDrawing(Pictures.Renderer, SideOf(first.Width, first.Height, options))
            .Draw(options.Title ?? Title(split, recipe, options), tiles, options.Columns);
    }

    /// <summary>Returns the images with what is written below them.</summary>
    internal static IReadOnlyList<SheetTile> Tiles(DatasetSplit split, Recipe recipe, SampleOptions options,
        CancellationToken cancellation)
    {
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
        int side = SideOf(network.Input.Width, network.Input.Height, options);
        SheetDrawing.RequireSize(shown, (double)shown * transforms.Views * side * side);
        Prediction[] predictions = Predict(split, samples[..shown], options, cancellation);
        using var loader = new BatchLoader(split, transforms, batchSize, prefetch: 1);
        loader.Start(samples, options.Seed, options.Epoch);
        var tiles = new List<SheetTile>(shown);
        byte[] pixels = new byte[transforms.ViewLength], buffer = [];
        while (tiles.Count < shown)
        {
            Batch batch = loader.Next(cancellation)!;
            for (int i = 0; i < batch.Count && tiles.Count < shown; i++)
            {
                ImageSample sample = batch.Samples[i];
                PixelView stored = split.Dataset.Pixels.Read(sample, ref buffer);
                var random =
                    new RandomStream(options.Seed, RandomPurpose.Augmentation, (uint)options.Epoch, (uint)sample.Index);
                var views = new RgbImage[transforms.Views];
                for (int view = 0; view < views.Length; view++)
                {
                    transforms.Restore(batch.Rows.Values(i).Slice(view * transforms.ViewLength, transforms.ViewLength),
                        stored.Width, stored.Height, random, view, pixels);
                    views[view] = SheetImages.Copy(
                        new PixelView(pixels, network.Input.Width, network.Input.Height, network.Input.Channels));
                }

                tiles.Add(Tile(split.Dataset, views, batch, i,
                    options.Model is null ? null : predictions[tiles.Count],
                    options.ShowFileNames ?? options.Model is not null));
            }
        }

        return tiles;
    }

    private static int SideOf(int width, int height, SampleOptions options) =>
        SheetDrawing.SideOf(Math.Max(width, height), hasBars: options.Model is not null);

    private static string Title(DatasetSplit split, Recipe recipe, SampleOptions options)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"{recipe.Name} on {split.Dataset.Name}, "
            + $"{split.Name}{(split.Name == SplitName.Train ? $", seed {options.Seed}, epoch {options.Epoch}" : "")}");
        return options.Model is null ? title : $"{title}, as {options.Model.Name} sees it";
    }

    private static SheetTile Tile(ImageNetDataset dataset, IReadOnlyList<RgbImage> views, Batch batch, int index,
        Prediction? prediction, bool showFileName)
    {
        ImageSample sample = batch.Samples[index];
        var texts = new List<TileText>(Labels(dataset, batch, index));
        string label = string.Join(", ", texts.Select(text => $"{text.Text} {text.Number}".TrimEnd()));
        if (showFileName)
            texts.Add(new(Path.GetFileName(sample.Path), SheetDrawing.Pale) { IsFileName = true });
        return new(views, new(sample.Path, label, $"{prediction?.Top[0]}"))
        {
            Texts = texts,
            Bars = prediction is null ? [] :
            [
                new(prediction.Label, prediction.Probability)
                {
                    IsActual = prediction.IsCorrect == true,
                    IsRight = prediction.IsCorrect == true,
                },
            ],
        };
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
        using var classifier = new Classifier(options.Model, options.Device, threads: options.Threads,
            convolution: options.Convolution);
        return [.. classifier.Predict(new DatasetSplit(split.Dataset, split.Name, samples), top: 1, cancellation)];
    }

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

    // A mixed image has two classes with their shares.
    private static IEnumerable<TileText> Labels(ImageNetDataset dataset, Batch batch, int index)
    {
        ImageSample own = batch.Samples[index], other = batch.Samples[(index + batch.Count - 1) % batch.Count];
        bool mixed = batch.Share < 1 && own.LabelIndex != other.LabelIndex;
        yield return new(dataset.Classes[own.LabelIndex].DisplayName, Ink.Dark)
        {
            Bold = true,
            Number = mixed ? Percent(batch.Share) : "",
        };
        if (mixed)
        {
            yield return new(dataset.Classes[other.LabelIndex].DisplayName, Ink.Dark)
            {
                Bold = true,
                Number = Percent(1 - batch.Share),
            };
        }
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
