using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Activations;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference.Activations;

public sealed class ActivationMapperTests : IDisposable
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-maps-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void MapsAreWeightedByTheirMeanGradients()
    {
        // Weights 0.5 and -1.
        float[] activations = [1, 2, 3, 4, 1, 0, 0, 2], gradients = [0, 1, 2, -1, -4, 0, 0, 0];
        Assert.Equal([0, 1, 1.5f, 0], GradCam.Weigh(activations, gradients, 4));
    }

    [Fact]
    public void GradCamIsThatOfThePredictedClassOrOfTheOneAskedFor()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string[] files = [.. Enumerable.Range(0, 5).Select(i => Write($"{i}.png", 12, 10, (x, y) => (x * 20 + i * 37) % 256))];
        using var classifier = new Classifier(model);
        Prediction[] predictions = [.. classifier.Predict(files)];
        using var predicted = new ActivationMapper(model, batchSize: 2);
        using var named = new ActivationMapper(model, new() { Class = "CAT", Layer = "CONV1" });
        ActivationMap[] own = [.. predicted.Map(files)], cat = [.. named.Map(files)];
        Assert.Equal(files, own.Select(map => map.Path));
        for (int i = 0; i < files.Length; i++)
        {
            Assert.Equal("conv1", own[i].Layer);
            Assert.Equal(predictions[i].Label, own[i].Class);
            Assert.Equal(predictions[i].Probability, own[i].Probability, 1e-6f);
            Assert.Equal("cat", cat[i].Class);
            Assert.Equal(predictions[i].Label, cat[i].PredictedClass);
            Assert.Equal(predictions[i].Top.Single(top => top.Label == "cat").Probability, cat[i].Probability, 1e-6f);
            Assert.Equal((8, 8, 1, 64), (own[i].Rows, own[i].Columns, own[i].Channels, own[i].Values.Length));
            Assert.Equal(Defined(model, files[i], 1), cat[i].Values.ToArray());
        }
    }

    [Fact]
    public void ActivationsAreThoseOfTheLayer()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string file = Write("a.png", 12, 10, (x, y) => x * 20);
        using var extractor = new FeatureExtractor(model, "pool1");
        using var mapper = new ActivationMapper(model, new() { Method = ActivationMethod.Activations, Layer = "pool1" });
        ActivationMap map = Assert.Single(mapper.Map([file]));
        Assert.Equal(extractor.Extract([file]).Single().Values, map.Values.ToArray());
        Assert.Equal((4, 4, 4), (map.Channels, map.Rows, map.Columns));
    }

    [Fact]
    public void OneUnreadableFileStopsNoOther()
    {
        string good = Write("good.png", 12, 10, (x, y) => x), bad = Path.Combine(_folder, "bad.png");
        File.WriteAllText(bad, "no image");
        var failed = new List<string>();
        using var mapper = new ActivationMapper(SmallModels.Model(_classes), batchSize: 2);
        Assert.Equal([good, good], mapper.Map([bad, good, bad, good], file => failed.Add(file.Path)).Select(map => map.Path));
        Assert.Equal([bad, bad], failed);
        Assert.Throws<ImageFormatException>(() => mapper.Map([bad]).ToArray());
    }

    [Fact]
    public void WhatCannotBeMappedIsOneClearError()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        Assert.Contains("Did you mean 'cat'?", Assert.Throws<ArgumentException>(
            () => new ActivationMapper(model, new() { Class = "cta" })).Message, StringComparison.Ordinal);
        Assert.Contains("conv1", Assert.Throws<ArgumentException>(
            () => new ActivationMapper(model, new() { Layer = "fc6" })).Message, StringComparison.Ordinal);
        Assert.Throws<NetworkDefinitionException>(() => new ActivationMapper(model, new() { Layer = "conv9" }));
        using var values = new ActivationMapper(model, new() { Layer = "fc6", Method = ActivationMethod.Activations });
        Assert.Equal(6, Assert.Single(values.Map([Write("a.png", 12, 10, (x, y) => x)])).Channels);
    }

    /// <summary>
    /// A network whose logit is the brightness of its input, on an image that is dark except for a square: the evidence
    /// has to lie on the square, whatever was cropped, scaled and turned.
    /// </summary>
    [Theory]
    [InlineData("""{ "type": "CenterCrop", "size": 8 }""", false)]
    [InlineData("""{ "type": "CenterCrop", "size": 8 }""", true)]
    [InlineData("""{ "type": "Squash", "size": 8 }""", false)]
    [InlineData("""{ "type": "TenCrop", "size": 8 }""", false)]
    public void TheEvidenceLiesOnThePixelsThatTheNetworkSaw(string evaluation, bool turned)
    {
        AlexNetModel model = Bright(evaluation);
        // In the crop, which is 12 to 28 of 60 columns squeezed to 20: 18 to 42, and 3 to 27 of 30 rows.
        string file = Write("square.png", 60, 30, (x, y) => x is >= 21 and < 28 && y is >= 5 and < 12 ? 255 : 0);
        if (turned)
            file = Turned(60, 30, (x, y) => x is >= 21 and < 28 && y is >= 5 and < 12 ? 255 : 0);
        using var mapper = new ActivationMapper(model, new() { Class = "bee" });
        ActivationMap map = Assert.Single(mapper.Map([file]));
        ShownImage shown = ShownImage.Read(ImageSource.File(file), model.Recipe.Preparation,
            model.WithCrops(AlexNetPS.Recipes.EvaluationCrops.Center).Recipe.CreateEvaluationTransforms(model.Definition));
        RgbImage dark = new(shown.Image.Width, shown.Image.Height, new byte[shown.Image.Pixels.Length]);
        RgbImage overlay = OverlayPicture.Overlay(shown with { Image = dark }, map.Values.Span, map.Rows, map.Columns,
            map.Values.ToArray().Max());
        Assert.Equal(2.0, (double)shown.Image.Width / shown.Image.Height, 0.01);

        // The middle of the brightest pixels among those that were seen.
        double sum = 0, across = 0, down = 0;
        ImageRegion seen = shown.Seen;
        for (int y = 0; y < overlay.Height; y++)
        {
            for (int x = 0; x < overlay.Width; x++)
            {
                double u = (x + 0.5) / overlay.Width, v = (y + 0.5) / overlay.Height;
                int green = overlay.Pixels[(y * overlay.Width + x) * 3 + 1];
                if (u < seen.Left || u > seen.Left + seen.Width || v < seen.Top || v > seen.Top + seen.Height || green < 90)
                    continue;
                (sum, across, down) = (sum + 1, across + u, down + v);
            }
        }

        Assert.True(sum > 0);
        Assert.Equal(24.5 / 60, across / sum, 0.04);
        Assert.Equal(8.5 / 30, down / sum, 0.06);
    }

    [Fact]
    public void WhatWasNotSeenIsPaleAndFramed()
    {
        AlexNetModel model = Bright(SmallModels.Center);
        string file = Write("wide.png", 60, 30, (x, y) => 100);
        using var mapper = new ActivationMapper(model);
        Picture picture = Assert.Single(mapper.Map([file])).ToPicture();
        RgbImage overlay = picture.Shapes.OfType<ImageShape>().ElementAt(1).Image;
        Assert.Equal([193, 193, 193], overlay.Pixels[..3]);
        Assert.Equal(4, picture.Shapes.OfType<BoxShape>().Count());

        using var whole = new ActivationMapper(Bright("""{ "type": "Squash", "size": 8 }"""));
        picture = Assert.Single(whole.Map([file])).ToPicture();
        Assert.Empty(picture.Shapes.OfType<BoxShape>());
    }

    [Theory]
    [InlineData(ImageCrop.None, 40, 20, 0, 0, 1, 1)]
    [InlineData(ImageCrop.Center, 10, 10, 0.375, 0, 0.25, 1)]
    [InlineData(ImageCrop.CenterUnscaled, 10, 10, 0.4375, 0.375, 0.125, 0.25)]
    public void PreparedImagesShowTheirPart(ImageCrop crop, int width, int height, double left, double top,
        double across, double down)
    {
        using var preparer = new ImagePreparer(crop == ImageCrop.None ? 20 : 10, 40, crop: crop);
        (int preparedWidth, int preparedHeight, ImageRegion shown) = preparer.Prepared(80, crop == ImageCrop.Center ? 20 : 40);
        PixelView prepared = preparer.Prepare(new PixelView(new byte[80 * 40 * 3], 80, crop == ImageCrop.Center ? 20 : 40, 3));
        Assert.Equal((width, height), (preparedWidth, preparedHeight));
        Assert.Equal((width, height), (prepared.Width, prepared.Height));
        Assert.Equal(new ImageRegion(left, top, across, down), shown);
    }

    [Fact]
    public void ADarkClassSaysSo()
    {
        AlexNetModel model = Bright(SmallModels.Center);
        string file = Write("gray.png", 12, 10, (x, y) => 100);
        using var against = new ActivationMapper(model, new() { Class = "cat" });
        Picture picture = Assert.Single(against.Map([file])).ToPicture();
        Assert.Contains(picture.Shapes.OfType<TextShape>(), text => text.Text.Contains("Nothing", StringComparison.Ordinal)
            && text.Text.Contains("cat", StringComparison.Ordinal));
    }

    [Fact]
    public void TheTowersOfTheGridAreMarked()
    {
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 1);
        AlexNetModel model = SmallModels.Model(_classes);
        using var mapper = new ActivationMapper(model, new() { Method = ActivationMethod.Activations });
        ActivationMap one = mapper.Map(dataset.Validation).First();
        Assert.Equal(1, one.Towers);
        Assert.DoesNotContain("Tower", Texts(one.ToPicture()), StringComparison.Ordinal);
        Assert.Contains($"label: {dataset.Validation.Samples[0].Label}", Texts(one.ToPicture()), StringComparison.Ordinal);

        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        foreach ((string layer, int towers) in new[]
        {
            ("conv1", 2), ("norm1", 2), ("pool1", 2), ("conv2", 2), ("conv3", 2), ("conv5", 2), ("pool5", 2), ("fc6", 1)
        })
        {
            Assert.Equal(towers, ActivationMapper.TowersOf(paper, paper.Layer(layer)));
        }

        Assert.Equal(1, ActivationMapper.TowersOf(NetworkArchitecture.Get("OneTower"),
            NetworkArchitecture.Get("OneTower").Layer("conv2")));
    }

    [Fact]
    public void EachMapHasItsOwnScaleUnlessTheyShareOne()
    {
        ActivationMap map = Grid(2, towers: 2, [0, 1, 2, 4, 0, 10, 20, 40]);
        RgbImage[] own = [.. Tiles(map, false)], shared = [.. Tiles(map, true)];
        Assert.Equal(2, own.Length);
        Assert.Equal(own[0].Pixels, own[1].Pixels);
        Assert.NotEqual(shared[0].Pixels, shared[1].Pixels);
        Ink highest = ColorScale.At(1), tenth = ColorScale.At(0.1);
        Assert.Equal([highest.Red, highest.Green, highest.Blue], own[0].Pixels[^3..]);
        Assert.Equal([tenth.Red, tenth.Green, tenth.Blue], shared[0].Pixels[^3..]);
        Assert.Equal([highest.Red, highest.Green, highest.Blue], shared[1].Pixels[^3..]);
        Assert.Contains("Tower 2 of 2: channels 1 to 1", Texts(map.ToPicture()), StringComparison.Ordinal);

        static IEnumerable<RgbImage> Tiles(ActivationMap map, bool shared) =>
            map.ToPicture(shared).Shapes.OfType<ImageShape>().Skip(2).Select(shape => shape.Image);
    }

    [Fact]
    public void EveryShapeIsInThePicture()
    {
        foreach (ActivationMap map in new[] { Grid(1, 1, [1, 2, 3, 4]), Grid(300, 2, new float[1200]), Grid(96, 1, new float[384]) })
        {
            Picture picture = map.ToPicture();
            Assert.All(picture.Shapes.OfType<ImageShape>(), shape => Assert.True(shape.X >= 0 && shape.Y >= 0
                && shape.X + shape.Width <= picture.Width && shape.Y + shape.Height <= picture.Height));
            Assert.All(picture.Shapes.OfType<TextShape>(), shape => Assert.InRange(shape.Y, 0, picture.Height));
        }
    }

    [Fact]
    public void FilesAreNamedByTheirImages()
    {
        var names = new PictureNames();
        Assert.Equal("rose-gradcam.png", names.Take(Of("/a/rose.jpg")));
        Assert.Equal("Rose-gradcam-2.png", names.Take(Of("/b/Rose.png")));
        Assert.Equal("rose-gradcam-3.png", names.Take(Of("/c/rose.jpg")));
        Assert.Equal("photos.tar_17-gradcam.png", names.Take(Of("/c/photos.tar#17")));
        Assert.Equal("a_b_-gradcam.png", names.Take(Of("/c/a:b\a.png")));
        Assert.Equal("rose-conv1.png", names.Take(Of("/a/rose.jpg", ActivationMethod.Activations)));
    }

    private static ActivationMap Of(string path, ActivationMethod method = ActivationMethod.GradCam) =>
        new(path, () => new(new(4, 3, new byte[36]), ImageRegion.Whole))
        {
            Model = "m",
            Method = method,
            Layer = "conv1",
            Class = "bee",
            Probability = 0.5f,
            PredictedClass = "bee",
            PredictedProbability = 0.5f,
            Channels = 1,
            Rows = 2,
            Columns = 2,
            Towers = 1,
            Values = new float[4],
        };

    private static ActivationMap Grid(int channels, int towers, float[] values) =>
        new("/a/rose.jpg", () => new(new(4, 3, new byte[36]), ImageRegion.Whole))
        {
            Model = "m",
            Method = ActivationMethod.Activations,
            Layer = "conv1",
            Class = "bee",
            Probability = 0.5f,
            PredictedClass = "bee",
            PredictedProbability = 0.5f,
            Channels = channels,
            Rows = 2,
            Columns = 2,
            Towers = towers,
            Values = values,
        };

    private static string Texts(Picture picture) => string.Join('\n', picture.Shapes.OfType<TextShape>().Select(text => text.Text));

    /// <summary>By the definition of the paper, from what the engine returns.</summary>
    private static float[] Defined(AlexNetModel model, string file, int label)
    {
        using INetwork network = model.CreateNetwork("cpu", 1);
        using ImagePreparer preparer = model.Recipe.Preparation!.NewPreparer();
        float[] input = new float[3 * 64], logits = new float[3], maps = new float[256], gradients = new float[256];
        model.Recipe.CreateEvaluationTransforms(model.Definition).Apply(preparer.Prepare(file), input);
        network.LogitGradients(input, "conv1", [label], logits, maps, gradients);
        return [.. Enumerable.Range(0, 64).Select(i => Math.Max(0, (float)Enumerable.Range(0, 4).Sum(
            k => gradients.Skip(64 * k).Take(64).Sum(g => (double)g) / 64 * maps[64 * k + i])))];
    }

    /// <summary>Its first logit grows with the brightness of every pixel, its second falls.</summary>
    private static AlexNetModel Bright(string evaluation)
    {
        using INetwork network = new CpuEngine().Create(SmallModels.Network(3), new() { MaximumBatchSize = 1 });
        foreach (TensorDescription tensor in network.Parameters.Where(tensor => tensor.Shape.Count > 1))
        {
            float[] values = new float[tensor.Count];
            Array.Fill(values, tensor.Name.StartsWith("conv", StringComparison.Ordinal) ? 0 : 0.01f);
            // The middle of each kernel.
            for (int i = 4; tensor.Name == "conv1.weight" && i < values.Length; i += 9)
                values[i] = 1;
            for (int i = 6; tensor.Name == "fc7.weight" && i < values.Length; i++)
                values[i] = -0.01f;
            network.Write(tensor.Name, values);
        }

        return AlexNetModel.FromNetwork(network, new()
        {
            Name = "Bright",
            Definition = network.Definition,
            Classes = _classes,
            Recipe = SmallModels.Recipe(3, evaluation),
            Training = new() { Dataset = "blobs", Epochs = 3, Seed = 1, ValidationTop1 = 0.5 },
        });
    }

    private string Write(string name, int width, int height, Func<int, int, int> level)
    {
        string path = Path.Combine(_folder, name);
        ImageEncoder.WritePng(path, Drawn(width, height, level));
        return path;
    }

    /// <summary>A JPEG that is stored with its sides swapped, and a note to turn it by 90 degrees (6).</summary>
    private string Turned(int width, int height, Func<int, int, int> level)
    {
        byte[] jpeg = ImageEncoder.EncodeJpeg(Drawn(height, width, (x, y) => level(width - 1 - y, x)).View, 100, fullChroma: true);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0
        ];
        string path = Path.Combine(_folder, "turned.jpg");
        File.WriteAllBytes(path, [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        return path;
    }

    private static RgbImage Drawn(int width, int height, Func<int, int, int> level)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)level(i / 3 % width, i / 3 / width);
        return new(width, height, pixels);
    }
}
