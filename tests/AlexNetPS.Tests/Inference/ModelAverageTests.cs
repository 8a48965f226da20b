using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Inference;

/// <summary>Several models as one, and one model looking several times.</summary>
public class ModelAverageTests
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    [Fact]
    public void ProbabilitiesOfSeveralModelsAreAveragedWhateverTheirTransformsAndClassOrder()
    {
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 25);
        AlexNetModel[] models = [SmallModels.Model(_classes, seed: 1),
            SmallModels.Model(["dog", "bee", "cat"], """{ "type": "TenCrop", "size": 8 }""", seed: 2),
            SmallModels.Model(_classes, seed: 3)];
        Prediction[][] each = [.. models.Select(model => Predict([model]))];
        Prediction[] together = Predict(models);
        Assert.Equal(25, together.Length);
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(each[0][i].Path, together[i].Path);
            foreach (ClassProbability one in together[i].Top)
            {
                Assert.Equal(each.Average(predictions => Of(predictions[i], one.Label)), one.Probability, 1e-5f);
                Assert.Equal(one.Label, models[0].Classes[one.Index]);
            }
        }

        Evaluation evaluation = Evaluator.Evaluate(models, dataset.Validation, new() { BatchSize = 7 });
        Assert.Equal(together.Count(p => p.IsCorrect == true) / 25.0, evaluation.Top1);
        Assert.Equal(-together.Average(p => Math.Log(Of(p, p.ActualLabel!))), evaluation.Loss, 4);

        Prediction[] Predict(IReadOnlyList<AlexNetModel> of)
        {
            using var classifier = new Classifier(of, true, batchSize: 4);
            return [.. classifier.Predict(dataset.Validation, 3)];
        }

        static float Of(Prediction prediction, string label) =>
            prediction.Top.Single(one => one.Label == label).Probability;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFileIsDecodedOnceForModelsOfDifferentPreparations(bool average)
    {
        using var folder = new TemporaryFolder();
        var codec = new CountedCodec();
        AlexNetModel[] models = [Prepared(10, 1), Prepared(12, 2), Prepared(10, 3), Prepared(9, 4)];
        string[] files = [.. Enumerable.Range(0, 7).Select(i => folder.Write($"{i}", codec.File(20 + i, 30)))];
        string missing = Path.Combine(folder.Root, "missing");
        using var classifier = new Classifier(models, average, batchSize: 3);
        var skipped = new List<SkippedFile>();
        Prediction[] together = [.. classifier.Predict([.. files, missing], 3, skipped.Add)];
        Assert.Equal(files.Length, codec.LeastSides.Length);
        Assert.Equal(missing, Assert.Single(skipped).Path);
        Assert.Equal(average ? files.Length : files.Length * models.Length, together.Length);
        if (average)
            return;
        for (int model = 0; model < models.Length; model++)
        {
            using var alone = new Classifier(models[model], batchSize: 3);
            Assert.Equal(alone.Predict(files, 3).Select(prediction => prediction.Top.ToArray()),
                together.Where((_, i) => i % models.Length == model).Select(prediction => prediction.Top.ToArray()));
        }

        static AlexNetModel Prepared(int imageSize, ulong seed)
        {
            AlexNetModel model = SmallModels.Model(_classes, seed: seed);
            using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
            return AlexNetModel.FromNetwork(network, new()
            {
                Name = $"Tiny {imageSize}",
                Definition = model.Definition,
                Classes = _classes,
                Recipe = model.Recipe with { ImageSize = imageSize },
            });
        }
    }

    [Theory]
    [InlineData("""{ "type": "CenterCrop", "size": 8 }""")]
    [InlineData("""{ "type": "TenCrop", "size": 8 }""")]
    public void AModelAveragedWithItselfIsThatModel(string transforms)
    {
        // Weights of a diverged run: probabilities of the wrong classes underflow.
        AlexNetModel model = SmallModels.Model(_classes, transforms, seed: 3);
        using INetwork network = new CpuEngine().Create(model.Definition, new() { MaximumBatchSize = 1, Threads = 1 });
        foreach (TensorDescription tensor in network.Parameters)
            network.Write(tensor.Name, [.. model.Parameter(tensor.Name).ToArray().Select(value => value * 300)]);
        model = AlexNetModel.FromNetwork(network,
            new() { Name = "wild", Definition = model.Definition, Classes = _classes, Recipe = model.Recipe });
        DatasetSplit split = PaintedImages.Dataset(_classes, 25).Validation;
        Evaluation one = Evaluator.Evaluate(model, split), several = Evaluator.Evaluate([model, model, model], split);
        Assert.True(one.Loss > 1000, $"{one.Loss}");
        Assert.Equal((one.Loss, one.Top1), (several.Loss, several.Top1));
        Assert.Equal(one.ConfusionMatrix.ToArray(), several.ConfusionMatrix.ToArray());

        // Predictions come in the order of the logits, also where all but one have a probability of 0.
        using var classifier = new Classifier([model, model], true);
        Prediction[] predictions = [.. classifier.Predict(split, 3)];
        Assert.Equal(one.Top1, predictions.Average(prediction => prediction.IsCorrect == true ? 1.0 : 0), 12);
        Assert.Equal(1, several.TopK.Single(top => top.K == 5).Accuracy);
        Assert.DoesNotContain("top-5", several.ToString());
    }

    [Fact]
    public void WithoutAveragingEachModelPredictsEachImage()
    {
        AlexNetModel[] models = [SmallModels.Model(_classes, seed: 1), SmallModels.Model(["bee", "fox"], seed: 2)];
        DatasetSplit split = PaintedImages.Dataset(_classes, 9).Validation;
        using var both = new Classifier(models, false, batchSize: 4);
        Prediction[] predictions = [.. both.Predict(split, 2)];
        Assert.Equal(split.Samples.SelectMany(sample => new[] { sample.Path, sample.Path }),
            predictions.Select(prediction => prediction.Path));
        foreach ((int index, AlexNetModel model) in models.Index())
        {
            using var one = new Classifier(model, batchSize: 4);
            Prediction[] of = [.. predictions.Where((_, i) => i % 2 == index)];
            Assert.Equal(one.Predict(split, 2).Select(prediction => prediction.ToString()),
                of.Select(prediction => prediction.ToString()));
            Assert.All(of, prediction => Assert.Equal(model.Name, prediction.Model));
        }
    }

    [Fact]
    public void ModelsOfOtherClassesAreRefused()
    {
        string Refusal(params string[] classes) => Assert.Throws<ArgumentException>(
            () => new Classifier([SmallModels.Model(_classes), SmallModels.Model(classes)], true)).Message;
        Assert.Contains("does not know 'dog'", Refusal("bee", "cat", "fox"));
        Assert.Contains("knows more classes", Refusal("bee", "cat", "dog", "fox"));
    }

    [Fact]
    public void AFileThatCannotBeReadIsToldOfOnce()
    {
        string folder = Directory.CreateTempSubdirectory("average").FullName;
        try
        {
            string bad = Path.Combine(folder, "bad.png");
            File.WriteAllText(bad, "no image");
            string[] good = [.. Enumerable.Range(0, 5).Select(i => Path.Combine(folder, $"{i}.png"))];
            foreach ((int i, string path) in good.Index())
            {
                ImageEncoder.WritePng(path,
                    new RgbImage(12, 12, [.. Enumerable.Repeat((byte)(i * 40), 12 * 12 * 3)]).View);
            }

            using var classifier = new Classifier(
                [SmallModels.Model(_classes, seed: 1), SmallModels.Model(_classes, seed: 2)], true, batchSize: 2);
            var skipped = new List<SkippedFile>();
            Prediction[] predictions = [.. classifier.Predict([good[0], bad, .. good[1..]], onError: skipped.Add)];
            Assert.Equal(good, predictions.Select(prediction => prediction.Path));
            Assert.Equal(bad, Assert.Single(skipped).Path);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void TenCropsTakeThePlaceOfWhatARecipeHas()
    {
        Recipe Ten(string name) => Recipe.Get(name).WithCrops(EvaluationCrops.Ten);
        foreach (string name in Recipe.Names)
        {
            Recipe ten = Ten(name);
            ten.Validate();
            Assert.Equal(10, ten.EvaluationViews);
            Assert.Equal(1, ten.WithCrops(EvaluationCrops.Center).EvaluationViews);
            Assert.Equal(Recipe.Get(name).ToJson(), Recipe.Get(name).WithCrops(EvaluationCrops.Recipe).ToJson());
        }

        Assert.Equal([new Squash { Size = 256 }, new TenCrop { Size = 224 }],
            Ten("HalfWidth").EvaluationTransforms.Take(2));
        Assert.Equal([new Resize { Size = 256 }, new TenCrop { Size = 224 }],
            Ten("OneTower").EvaluationTransforms.Take(2));
        Assert.Equal([new Squash { Size = 256 }, new TenCrop { Size = 227 }],
            Ten("Bvlc").EvaluationTransforms.Where(transform => transform.OutputSize is not null));
        Assert.Contains(new CenterCrop { Size = 227 },
            Recipe.Get("Paper").WithCrops(EvaluationCrops.Center).EvaluationTransforms);
    }

    [Theory]
    [InlineData(EvaluationCrops.Center, 1)]
    [InlineData(EvaluationCrops.Flip, 2)]
    [InlineData(EvaluationCrops.Five, 5)]
    [InlineData(EvaluationCrops.Ten, 10)]
    public void AnyCropsTakeThePlaceOfAnyOthers(EvaluationCrops crops, int views)
    {
        foreach (string name in Recipe.Names)
        {
            Recipe recipe = Recipe.Get(name).WithCrops(crops);
            recipe.Validate();
            Assert.Equal(views, recipe.EvaluationViews);
            Assert.Equal(recipe.ToJson(), recipe.WithCrops(crops).ToJson());
            Assert.Equal(Recipe.Get(name).WithCrops(EvaluationCrops.Center).ToJson(),
                Recipe.Get(name).WithCrops(EvaluationCrops.Center).WithCrops(EvaluationCrops.Center).ToJson());
        }

        // Several scales are left for the first of them.
        Recipe scales = SmallModels.Recipe(3,
            """{ "type": "MultiCrop", "size": 8, "mirror": true, "shortSides": [9, 10] }""").WithCrops(crops);
        Assert.Equal((views, new Resize { Size = 9 }), (scales.EvaluationViews, scales.EvaluationTransforms[0]));
    }

    [Fact]
    public void AFlipShowsAllThatTheRecipeShowsAndFiveCropsHaveAMargin()
    {
        IReadOnlyList<TransformDefinition> flip =
            Recipe.Get("HalfWidth").WithCrops(EvaluationCrops.Flip).EvaluationTransforms, five =
                Recipe.Get("HalfWidth").WithCrops(EvaluationCrops.Five).EvaluationTransforms;
        Assert.Equal([new Squash { Size = 224 }, new Squash { Size = 256 }], [flip[0], five[0]]);
        Assert.Equal([CropPlace.Center], Assert.IsType<MultiCrop>(flip[1]).Places);
        Assert.Equal([CropPlace.TopLeft, CropPlace.TopRight, CropPlace.BottomLeft, CropPlace.BottomRight,
            CropPlace.Center], Assert.IsType<MultiCrop>(five[1]).Places);
        Assert.Contains("there is no CenterCrop or Squash",
            Assert.Throws<RecipeException>(() =>
                (Recipe.Get("HalfWidth") with { EvaluationTransforms = [] }).WithCrops(EvaluationCrops.Five)).Message);
    }

    [Fact]
    public void The48FiltersOfTower1AreAboveThe48OfTower2()
    {
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        var twoTowers = new NetworkDefinition("TwoTowers", paper.Input,
        [
            .. paper.Layers.TakeWhile(layer => layer.Name != "conv3"),
            new AdaptiveAveragePoolDefinition { Name = "pool", Size = 1 },
            new LinearDefinition { Name = "fc", Outputs = 3 },
        ]);
        Assert.Equal(2, ((ConvolutionDefinition)twoTowers.Layer("conv2").Definition).Groups);
        using INetwork network = new CpuEngine().Create(twoTowers, new() { MaximumBatchSize = 1, Threads = 1 });

        // A tower is what conv2's groups see: its first group the first 48 filters. Here those have one red weight
        // each, the others one blue weight, at a place that says which filter it is.
        float[] weights = new float[96 * 3 * 121];
        for (int filter = 0; filter < 96; filter++)
            weights[filter * 363 + (filter < 48 ? 0 : 2) * 121 + filter] = 1;
        network.Write("conv1.weight", weights);
        RgbImage image = FilterImage.Draw(AlexNetModel.FromNetwork(network,
            new() { Name = "towers", Definition = twoTowers, Classes = _classes, Recipe = SmallModels.Recipe(3) }),
            scale: 1);
        Assert.Equal((16 * 12 + 1, 6 * 12 + 1), (image.Width, image.Height));
        for (int filter = 0; filter < 96; filter++)
        {
            int left = 1 + filter % 16 * 12, top = 1 + filter / 16 * 12;
            for (int i = 0; i < 121; i++)
            {
                ReadOnlySpan<byte> dot = image.Pixels.AsSpan(((top + i / 11) * image.Width + left + i % 11) * 3, 3);
                byte[] expected = i != filter ? [128, 128, 128] : filter < 48 ? [255, 128, 128] : [128, 128, 255];
                Assert.Equal(expected, dot.ToArray());
            }
        }

        // Tower 1 is the upper half, three rows of sixteen.
        Assert.All(Enumerable.Range(0, image.Height * image.Width),
            i => Assert.False(image.Pixels[i * 3 + (i / image.Width < 3 * 12 ? 2 : 0)] == 255));
    }

    [Fact]
    public void EachFilterIsATileScaledToItsLargestWeight()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        RgbImage image = FilterImage.Draw(model, scale: 2);
        Assert.Equal((4 * 4 + 1) * 2, image.Width);
        Assert.Equal((4 + 1) * 2, image.Height);
        ReadOnlySpan<float> weights = model.Parameter("conv1.weight").Span;

        // Filter 2, row 1, column 0, green: its middle is gray, its largest weight black or white.
        float largest = 0;
        foreach (float weight in weights.Slice(2 * 27, 27))
            largest = MathF.Max(largest, MathF.Abs(weight));
        int x = (1 + 2 * 4) * 2, y = (1 + 1) * 2;
        byte expected = (byte)Math.Round(127.5 + 127.5 * weights[2 * 27 + 9 + 3] / largest);
        Assert.Equal(expected, image.Pixels[(y * image.Width + x) * 3 + 1]);
        Assert.Equal(expected, image.Pixels[((y + 1) * image.Width + x + 1) * 3 + 1]);
        Assert.Equal(0, image.Pixels[0]);

        Assert.Contains("conv1", Assert.Throws<ArgumentException>(() => FilterImage.Draw(model, "fc6")).Message);
        Assert.Throws<NetworkDefinitionException>(() => FilterImage.Draw(model, "conv7"));
        Assert.Contains("smaller scale",
            Assert.Throws<ArgumentException>(() => FilterImage.Draw(model, scale: 100_000)).Message);
    }
}
