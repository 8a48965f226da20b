using System.Buffers.Binary;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Training;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Tests.Inference;

/// <summary>
/// A model prepares a file as the images of its training were prepared: the same image gives the same results,
/// whichever way it comes in.
/// </summary>
public sealed class PreparationTests
{
    private const string Squash = """{ "type": "Squash", "size": 16 }, { "type": "Scale" }""";
    private const string Crop = """{ "type": "CenterCrop", "size": 16 }, { "type": "Scale" }""";

    [Theory]
    [InlineData(24, 0, ImageCrop.None, 24, false)] // as in the recipe
    [InlineData(32, 0, ImageCrop.None, 24, false)]
    [InlineData(20, 0, ImageCrop.None, 256, false)]
    [InlineData(24, 0, ImageCrop.Center, 24, false)]
    [InlineData(24, 0, ImageCrop.CenterUnscaled, 256, false)]
    [InlineData(24, 0, ImageCrop.CenterUnscaled, 24, true)]
    [InlineData(24, 30, ImageCrop.None, 24, false)]
    [InlineData(24, 30, ImageCrop.None, 256, true)]
    public void AFileGivesWhatItsStoredImageGives(int imageSize, int maximumSide, ImageCrop crop, int recipeSize,
        bool indexOnly)
    {
        using TemporaryFolder folder = Images();
        ImageNetDataset dataset = Import(folder,
            new() { ImageSize = imageSize, MaximumSide = maximumSide, Crop = crop, IndexOnly = indexOnly });
        foreach (string transforms in (string[])[Crop, Squash])
        {
            TrainingRun run = Train(folder, dataset, Recipe(transforms) with { ImageSize = recipeSize });
            string exported = Path.Combine(folder.Root, "exported.safetensors");
            run.LoadModel().Save(exported);
            AlexNetModel[] models = [run.LoadModel(), TrainingRun.Open(run.Path).Model!, AlexNetModel.Load(exported),
                AlexNetModel.Load(exported, new() { Recipe = Recipe(transforms) })];
            foreach (AlexNetModel model in models)
            {
                Assert.Equal(dataset.Preparation, model.Recipe.Preparation);
                Assert.Null(model.PreparationWarning(dataset));
                CheckSame(model, dataset.Validation, dataset.Validation.Samples.Select(sample => sample.Path));
            }
        }
    }

    [Fact]
    public void ImagesOfIdxFilesKeepTheirSizeAndSoDoFilesOfThem()
    {
        using var folder = new TemporaryFolder();
        byte[] pixels = WriteIdx(folder, "train", 20);
        WriteIdx(folder, "t10k", 10);
        ImageNetDataset dataset = Import(folder, new() { ImageSize = 256 });
        Assert.Equal("-ImageSize 28", $"{dataset.Preparation}");
        Assert.Equal(dataset.Preparation, Import(folder, new() { IndexOnly = true }).Preparation);
        string[] files = [.. dataset.Train.Samples.Select((sample, i) => Path.Combine(folder.Root, $"{i}.png"))];
        for (int i = 0; i < files.Length; i++)
            ImageEncoder.WritePng(files[i], new PixelView(pixels.AsSpan(i * 784, 784), 28, 28, 1));
        CheckSame(Train(folder, dataset, Recipe(Crop)).LoadModel(), dataset.Train, files);

        // A file has three channels, which the resampler rounds in another order than one.
        CheckSame(Train(folder, dataset, Recipe(Squash)).LoadModel(), dataset.Train, files, tolerance: 2e-3f);
    }

    [Fact]
    public void ADatasetPreparedInAnotherWayIsReportedWithBoth()
    {
        using TemporaryFolder folder = Images();
        ImageNetDataset dataset = Import(folder, new() { ImageSize = 24 }), squares = Import(folder,
            new() { ImageSize = 24, Crop = ImageCrop.Center }), small =
                Import(folder, new() { ImageSize = 20, MaximumSide = 25 });
        AlexNetModel model = Train(folder, dataset, Recipe(Squash)).LoadModel();
        Assert.Null(model.PreparationWarning(dataset));
        Assert.Contains(
            "with -ImageSize 24 -Crop Center, but model 'Tiny on photos' expects images prepared with -ImageSize 24:",
            model.PreparationWarning(squares));
        Assert.EndsWith("Import the folder again with -ImageSize 24.", model.PreparationWarning(small));
        Assert.Contains("-ImageSize 20 -MaxSide 25", model.PreparationWarning(small));

        var warnings = new Warnings();
        Train(folder, small, Recipe(Squash), model, warnings);
        Assert.Single(warnings.Texts, text => text.Contains("-MaxSide 25", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutARecordTheImageSizeOfARecipeThatCropsCounts()
    {
        using TemporaryFolder folder = Images();
        ImageNetDataset dataset = Import(folder, new() { ImageSize = 24 }), squares =
            Import(folder, new() { ImageSize = 10, Crop = ImageCrop.Center });
        AlexNetModel crops = Models.SmallModels.Model(["a", "b"]), squashes =
            Models.SmallModels.Model(["a", "b"], """{ "type": "Squash", "size": 8 }""");
        Assert.Contains("-ImageSize 10 -MaxSide 65536:", crops.PreparationWarning(dataset));
        Assert.Null(crops.PreparationWarning(squares));
        Assert.Null(squashes.PreparationWarning(dataset));
    }

    /// <summary>torchvision crops what is in the middle of a panorama, however long it is.</summary>
    [Theory]
    [InlineData(100, 10)]
    [InlineData(10, 100)]
    [InlineData(41, 10)]
    public void WithoutARecordALongImageIsNotSqueezed(int width, int height)
    {
        using var folder = new TemporaryFolder();
        RgbImage whole = DrawnImage.Draw(width, height, 5);
        AlexNetModel model = Models.SmallModels.Model(["a", "b"]);
        Assert.Equal(10, model.Recipe.ImageSize);
        int left = Math.Max(0, width / 2 - 10), top = Math.Max(0, height / 2 - 10);
        (int columns, int rows) = (Math.Min(width, 20) - width % 2, Math.Min(height, 20));
        byte[] middle = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, columns * 3)
            .Select(i => whole.Pixels[((top + row) * width + left) * 3 + i]))];
        string path = folder.Write("whole.png", ImageEncoder.EncodePng(whole.View)),
            part = folder.Write("middle.png", ImageEncoder.EncodePng(new RgbImage(columns, rows, middle).View));
        using var classifier = new Classifier(model, batchSize: 1, threads: 1);
        Prediction[] both = [.. classifier.Predict([path, part], 2)];
        Assert.Equal(both[1].Top.Select(top => (top.Index, top.Probability)), both[0].Top.Select(top => (top.Index, top.Probability)));
    }

    [Fact]
    public void ADatasetWithSqueezedImagesIsReportedWithoutARecord()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 4, 40, 20);
        folder.WriteClass("b", 4, 40, 20, seed: 9);
        folder.Write("b/long.jpg", DrawnImage.Jpeg(200, 20));
        AlexNetModel model = Models.SmallModels.Model(["a", "b"]);
        string warning = model.PreparationWarning(Import(folder, new() { ImageSize = 10 }))!;
        Assert.Contains("1 image of dataset", warning);
        Assert.Contains("-ImageSize 10 -MaxSide 65536", warning);
        Assert.Null(model.PreparationWarning(Import(folder, new() { ImageSize = 10, MaximumSide = 65536 })));
        File.Delete(folder.At("b", "long.jpg"));
        Assert.Null(model.PreparationWarning(Import(folder, new() { ImageSize = 10 })));
    }

    [Fact]
    public void ARecipeThatCropsImagesOfAnotherSizeIsReported()
    {
        using TemporaryFolder folder = Images();
        ImageNetDataset dataset = Import(folder, new() { ImageSize = 24 });
        Assert.Contains("-ImageSize 32", Assert.Single(Of(Recipe(Crop) with { ImageSize = 32 })));
        Assert.Empty(Of(Recipe(Crop) with { ImageSize = 256 }));
        Assert.Empty(Of(Recipe(Crop) with { ImageSize = 24 }));
        Assert.Empty(Of(Recipe(Squash) with { ImageSize = 32 }));

        IEnumerable<string> Of(Recipe recipe)
        {
            var warnings = new Warnings();
            Train(folder, dataset, recipe, observer: warnings);
            return warnings.Texts.Where(text => text.Contains("imageSize", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ARunResumesOnImagesPreparedInTheSameWayAlone()
    {
        using TemporaryFolder folder = Images();
        ImageNetDataset dataset = Import(folder, new() { ImageSize = 24 }), squares =
            Import(folder, new() { ImageSize = 24, Crop = ImageCrop.Center });
        Recipe recipe = Recipe(Squash);
        TrainingRun run = Train(folder, dataset, recipe);
        var options = new TrainingOptions
        {
            Recipe = recipe with { Epochs = 2 },
            Seed = 1,
            RunPath = run.Path,
            Resume = true,
            Threads = 1
        };
        string message = Assert.Throws<TrainingException>(() => Trainer.Train(squares, options)).Message;
        Assert.Contains("-ImageSize 24 in the run, with -ImageSize 24 -Crop Center now", message);

        // A run of an earlier version records the recipe's size, which was not that of the images.
        string path = Path.Combine(run.Path, "run.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        JsonObject written = manifest["recipe"]!.AsObject();
        Assert.True(written.Remove("crop") && written.Remove("maximumSide"));
        written["imageSize"] = 256;
        File.WriteAllText(path, manifest.ToJsonString());
        Assert.Equal(256, TrainingRun.Open(run.Path).Recipe.ImageSize);
        TrainingRun resumed = Trainer.Train(dataset, options);
        Assert.Equal((2, dataset.Preparation), (resumed.Epochs.Count, TrainingRun.Open(run.Path).Recipe.Preparation));
    }

    [Theory]
    [InlineData(""" "imageSize": 64, "maximumSide": 63 """, "maximumSide: 63")]
    [InlineData(""" "imageSize": 4096, "maximumSide": 65536 """, "between imageSize and 16384")]
    [InlineData(""" "crop": "Corner" """, "None, Center")]
    [InlineData(""" "crop": 1 """, "None, Center")]
    public void WhatNoDatasetHasIsRejected(string fields, string reason)
    {
        string json = Recipe(Squash).ToJson().Replace("\"imageSize\": 18", fields, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<RecipeException>(() => AlexNetPS.Recipes.Recipe.Parse(json)).Message);
    }

    [Fact]
    public void TheLongestSideFollowsAnotherInput()
    {
        Recipe recipe = AlexNetPS.Recipes.Recipe.Get("Mnist28").WithPreparation(ImagePreparation.OfSize(28, 28));
        Assert.Equal(112, recipe.MaximumSide);
        Recipe changed = recipe.WithArchitecture(new("OneTower"));
        changed.Validate();
        Assert.Null(changed.MaximumSide);
    }

    private static void CheckSame(AlexNetModel model, DatasetSplit split, IEnumerable<string> files,
        float tolerance = 0)
    {
        using var classifier = new Classifier(model, batchSize: 4, threads: 1);
        float[][] stored = [.. classifier.Predict(split, 2).Select(Probabilities)], opened =
            [.. classifier.Predict(files, 2).Select(Probabilities)];
        CheckAlike(stored, opened, tolerance);
        using var extractor = new FeatureExtractor(model, "fc2", batchSize: 4, threads: 1);
        CheckAlike([.. extractor.Extract(split).Select(e => e.Vector)],
            [.. extractor.Extract(files).Select(e => e.Vector)], 10 * tolerance);

        static float[] Probabilities(Prediction prediction) =>
            [.. prediction.Top.OrderBy(top => top.Index).Select(top => top.Probability)];
    }

    private static void CheckAlike(float[][] expected, float[][] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.All(expected[i].Zip(actual[i]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static Recipe Recipe(string transforms) =>
        TinyRecipe.Create(epochs: 1, batchSize: 4, trainTransforms: transforms, evaluationTransforms: transforms);

    private static TrainingRun Train(TemporaryFolder folder, ImageNetDataset dataset, Recipe recipe,
        AlexNetModel? initial = null, ITrainingObserver? observer = null) => Trainer.Train(
        dataset, new()
        {
            Recipe = recipe,
            Seed = 1,
            InitialModel = initial,
            RunPath = Path.Combine(folder.Root, "runs", Guid.NewGuid().ToString("N")),
            Threads = 1,
            TensorBoard = TensorBoardDetail.None
        }, observer);

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions options) =>
        ImageNetImporter.Import(folder.Photos, options with { CachePath = folder.Cache, ValidationFraction = 0.5 });

    // Wide, high, larger and smaller than the image size, and turned.
    private static TemporaryFolder Images()
    {
        var folder = new TemporaryFolder();
        for (uint i = 0; i < 20; i++)
        {
            (int width, int height) = (i % 5) switch
            {
                0 => (30, 200),
                1 => (90, 60),
                2 => (64, 64),
                3 =>
                (200, 31),
                _ => (18, 22)
            };
            string name = $"{(i % 2 == 0 ? "a" : "b")}/{i}";
            if (i % 3 == 0)
                folder.Write($"{name}.png", ImageEncoder.EncodePng(DrawnImage.Draw(width, height, i).View));
            else
                folder.Write($"{name}.jpg", DrawnImage.Jpeg(width, height, i));
        }

        folder.Write("a/turned.jpg", ImageFiles.Read("orientation-6.jpg"));
        folder.Write("b/turned.jpg", ImageFiles.Read("orientation-6.jpg"));
        return folder;
    }

    private static byte[] WriteIdx(TemporaryFolder folder, string part, int count)
    {
        byte[] images = new byte[16 + count * 784], labels = new byte[8 + count];
        BinaryPrimitives.WriteInt32BigEndian(images, 0x803);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), 28);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), 28);
        BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        for (int i = 16; i < images.Length; i++)
            images[i] = (byte)(i * i / 7 + i / 784 * 31);
        for (int i = 0; i < count; i++)
            labels[8 + i] = (byte)(i % 2);
        folder.Write($"{part}-images-idx3-ubyte", images);
        folder.Write($"{part}-labels-idx1-ubyte", labels);
        return images[16..];
    }

    private sealed class Warnings : ITrainingObserver
    {
        public List<string> Texts { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message) => Texts.Add(message);
    }
}
