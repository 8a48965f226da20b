using AlexNetPS.Engines;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Recipes;

/// <summary>Every number of the recipes that come with the module, as their sources have it.</summary>
public class RecipeFactsTests
{
    private static readonly double[] _imageNetMean = [0.485, 0.456, 0.406], _imageNetDeviation =
        [0.229, 0.224, 0.225], _half = [0.5, 0.5, 0.5];

    [Fact]
    public void Paper()
    {
        Recipe recipe = Settings("Paper", "Paper", epochs: 90, batch: 128, OptimizerType.SgdPaper, rate: 0.01,
            momentum: 0.9, decay: 5e-4);
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "conv1..fc8");
        Biases(recipe, 1, "conv2", "conv4", "conv5", "fc6", "fc7");
        Biases(recipe, 0, "conv1", "conv3", "fc8");
        var plateau = Assert.IsType<PlateauSchedule>(recipe.Schedule);
        Assert.Equal((0.1, 3), (plateau.Factor, plateau.MaximumReductions));
        Transforms(recipe.TrainTransforms, new Resize { Size = 256 }, new CenterCrop { Size = 256 },
            new MeanImageSubtract(), new RandomCrop { Size = 227 },
            new HorizontalFlip { Probability = 0.5 },
            new PcaColorNoise { StandardDeviation = 0.1, Form = PcaColorNoiseForm.Paper });
        Transforms(recipe.EvaluationTransforms, new Resize { Size = 256 }, new CenterCrop { Size = 256 },
            new MeanImageSubtract(), new TenCrop { Size = 227 });
        Assert.Equal(10, recipe.EvaluationViews);
    }

    [Fact]
    public void Bvlc()
    {
        Recipe recipe = Settings("Bvlc", "BvlcAlexNet", epochs: 90, batch: 256, OptimizerType.SgdPaper, rate: 0.01,
            momentum: 0.9, decay: 5e-4, biasRate: 2, biasDecay: 0);
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "conv*", "fc8");
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.005 }, "fc6", "fc7");
        Biases(recipe, 0.1, "conv2", "conv4", "conv5", "fc6", "fc7");
        Biases(recipe, 0, "conv1", "conv3", "fc8");
        Assert.Equal(new StepSchedule { Every = 100_000, Unit = ScheduleUnit.Steps, Factor = 0.1 }, recipe.Schedule);
        // 450,000 steps of 256 are about 90 passes over the 1,281,167 photos of ILSVRC.
        Assert.InRange(450_000.0 * recipe.BatchSize / 1_281_167, 89.5, 90.5);
        Transforms(recipe.TrainTransforms, new Squash { Size = 256 }, new MeanImageSubtract(),
            new RandomCrop { Size = 227 }, new HorizontalFlip { Probability = 0.5 },
            new ChannelOrder { Order = ColorOrder.Bgr });
        Transforms(recipe.EvaluationTransforms, new Squash { Size = 256 }, new MeanImageSubtract(),
            new CenterCrop { Size = 227 }, new ChannelOrder { Order = ColorOrder.Bgr });
    }

    [Fact]
    public void Dansuh17()
    {
        Recipe recipe = Settings("Dansuh17", "Ungrouped", epochs: 90, batch: 128, OptimizerType.Adam, rate: 1e-4);
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "conv*");
        Biases(recipe, 1, "conv2", "conv4", "conv5");
        Biases(recipe, 0, "conv1", "conv3");
        Assert.Equal(new CurvePlan { Every = 10, WeightsEvery = 100 }, recipe.Curves);
        FrameworkDefault(recipe, "fc*");
        Assert.Equal(new StepSchedule { Every = 30, Unit = ScheduleUnit.Epochs, Factor = 0.1 }, recipe.Schedule);
        Transforms(recipe.TrainTransforms, new CenterCrop { Size = 227 },
            new Normalize { Mean = _imageNetMean, StandardDeviation = _imageNetDeviation });
        Transforms(recipe.EvaluationTransforms, [.. recipe.TrainTransforms]);
    }

    [Fact]
    public void OneTower()
    {
        Recipe recipe = Settings("OneTower", "OneTower", epochs: 90, batch: 256, OptimizerType.Sgd, rate: 0.01,
            momentum: 0.9, decay: 1e-4);
        FrameworkDefault(recipe, "*");
        Assert.Equal(new StepSchedule { Every = 30, Unit = ScheduleUnit.Epochs, Factor = 0.1 }, recipe.Schedule);
        Transforms(recipe.TrainTransforms,
            new RandomResizedCrop { Size = 224, Scale = [0.08, 1], Ratio = [3 / 4.0, 4 / 3.0] },
            new HorizontalFlip { Probability = 0.5 },
            new Normalize { Mean = _imageNetMean, StandardDeviation = _imageNetDeviation });
        Transforms(recipe.EvaluationTransforms, new Resize { Size = 256 }, new CenterCrop { Size = 224 },
            new Normalize { Mean = _imageNetMean, StandardDeviation = _imageNetDeviation });
    }

    [Fact]
    public void HalfWidth()
    {
        Recipe recipe = Settings("HalfWidth", "HalfWidth", epochs: 10, batch: 32, OptimizerType.Adam, rate: 2e-4);
        Weights(recipe, new KaimingNormalInitializer { Mode = FanMode.FanOut }, "conv*");
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "fc*");
        Biases(recipe, 0, "*");
        Assert.Equal(new ConstantSchedule(), recipe.Schedule);
        Transforms(recipe.TrainTransforms,
            new RandomResizedCrop { Size = 224, Scale = [0.08, 1], Ratio = [3 / 4.0, 4 / 3.0] },
            new HorizontalFlip { Probability = 0.5 },
            new Normalize { Mean = _half, StandardDeviation = _half });
        Transforms(recipe.EvaluationTransforms, new Squash { Size = 224 },
            new Normalize { Mean = _half, StandardDeviation = _half });
    }

    [Fact]
    public void D2L()
    {
        Recipe recipe = Settings("D2L", "D2L", epochs: 5, batch: 128, OptimizerType.Adam, rate: 1e-3, imageSize: 224);
        FrameworkDefault(recipe, "*");
        Assert.Equal(new ConstantSchedule(), recipe.Schedule);
        Transforms(recipe.TrainTransforms, new Squash { Size = 224 }, new Scale { Factor = 1 / 255.0 });
        Transforms(recipe.EvaluationTransforms, [.. recipe.TrainTransforms]);
    }

    [Fact]
    public void Oxford17()
    {
        Recipe recipe = Settings("Oxford17", "Oxford17", epochs: 1000, batch: 64, OptimizerType.Sgd, rate: 1e-3,
            momentum: 0.9, checkpoints: new() { Every = 200, Unit = ScheduleUnit.Steps, Keep = 1 });
        Weights(recipe, new UniformScalingInitializer { Factor = 1 }, "conv*");
        Weights(recipe, new TruncatedNormalInitializer { StandardDeviation = 0.02 }, "fc*");
        Biases(recipe, 0, "*");
        Assert.Equal(new ConstantSchedule(), recipe.Schedule);
        Transforms(recipe.TrainTransforms, new Squash { Size = 227 }, new Scale { Factor = 1 / 255.0 });
        Transforms(recipe.EvaluationTransforms, [.. recipe.TrainTransforms]);
    }

    [Fact]
    public void Mnist28()
    {
        Recipe recipe =
            Settings("Mnist28", "Mnist28", epochs: 4, batch: 64, OptimizerType.Adam, rate: 1e-3, imageSize: 28);
        Weights(recipe, new GaussianInitializer { StandardDeviation = 1 }, "*");
        Assert.All(recipe.Initialization,
            rule => Assert.Equal(new GaussianInitializer { StandardDeviation = 1 }, rule.Bias));
        Assert.Equal(new ConstantSchedule(), recipe.Schedule);
        Transforms(recipe.TrainTransforms, new Squash { Size = 28 }, new Scale { Factor = 1 / 255.0 });
        Transforms(recipe.EvaluationTransforms, [.. recipe.TrainTransforms]);
        // The source's 200,000 images lie in the last of the epochs.
        Assert.Equal(200_000 / 60_000 + 1, recipe.Epochs);
    }

    /// <summary>cuda-convnet's layers-80sec, layers-18pct and their parameter files, and Caffe's cifar10_full.</summary>
    [Theory]
    [InlineData("Cifar80sec", "Cifar80sec", 128, 10, "8", 0.004, 0.03, 0.1)]
    [InlineData("Cifar18pct", "Cifar18pct", 128, 140, "120 130", 0.004, 1, 0.01)]
    [InlineData("CaffeFull", "Cifar18pct", 100, 140, "120 130", 0.004, 1, 0.01)]
    [InlineData("FigureOne", "FigureOne", 128, 40, "", 0, 0, 0.01)]
    public void WholeCifarImages(string name, string architecture, int batch, int epochs, string drops, double decay,
        double fullyConnectedDecay, double deviation)
    {
        Recipe recipe = Settings(name, architecture, epochs, batch, OptimizerType.SgdPaper, rate: 0.001,
            momentum: 0.9, decay, biasRate: 2, biasDecay: decay == 0 ? 1 : 0, imageSize: 32, factors: decay > 0);
        Assert.Equal([decay, decay, decay, fullyConnectedDecay], DecaysOf(recipe, "conv1", "conv2", "conv3", "fc10"));
        Weights(recipe, new GaussianInitializer { StandardDeviation = 1e-4 }, "conv1");
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "conv2", "conv3");
        Weights(recipe, new GaussianInitializer { StandardDeviation = deviation }, "fc*");
        Biases(recipe, 0, "*");
        Drops(recipe, drops);
        Transforms(recipe.TrainTransforms, new CenterCrop { Size = 32 }, new MeanImageSubtract());
        Transforms(recipe.EvaluationTransforms, [.. recipe.TrainTransforms]);
    }

    /// <summary>cuda-convnet's layers-conv-local-13pct and -11pct and their parameter files.</summary>
    [Theory]
    [InlineData("CifarLocal13")]
    [InlineData("CifarLocal11")]
    public void CroppedCifarImages(string name)
    {
        Recipe recipe = Settings(name, name, epochs: 520, batch: 128, OptimizerType.SgdPaper, rate: 0.001,
            momentum: 0.9, decay: 0.004, biasRate: 2, biasDecay: 0, imageSize: 32, factors: true);
        Assert.Equal([0, 0, 0.004, 0.004, 0.004], DecaysOf(recipe, "conv1", "conv2", "local3", "local4", "fc10"));
        Weights(recipe, new GaussianInitializer { StandardDeviation = 1e-4 }, "conv1");
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.01 }, "conv2", "fc10");
        Weights(recipe, new GaussianInitializer { StandardDeviation = 0.04 }, "local3", "local4");
        Biases(recipe, 0, "*");
        Drops(recipe, "500 510");
        Transforms(recipe.TrainTransforms, new CenterCrop { Size = 32 }, new MeanImageSubtract(),
            new RandomCrop { Size = 24 }, new HorizontalFlip { Probability = 0.5 });
        Transforms(recipe.EvaluationTransforms, new CenterCrop { Size = 32 }, new MeanImageSubtract(),
            new CenterCrop { Size = 24 });
    }

    // The rate falls to a tenth after each of these epochs.
    private static void Drops(Recipe recipe, string epochs)
    {
        if (epochs.Length == 0)
        {
            Assert.Equal(new ConstantSchedule(), recipe.Schedule);
            return;
        }

        var schedule = Assert.IsType<MilestoneSchedule>(recipe.Schedule);
        Assert.Equal((epochs, 0.1, ScheduleUnit.Epochs),
            (string.Join(' ', schedule.Milestones), schedule.Factor, schedule.Unit));
    }

    private static IEnumerable<double> DecaysOf(Recipe recipe, params string[] layers)
    {
        IReadOnlyDictionary<string, LayerRates> rates = LayerRates.Of(recipe.BuildNetwork(10), recipe.Optimizer);
        return layers.Select(layer => Math.Round(recipe.Optimizer.WeightDecay * rates[layer].Decay, 9));
    }

    private static Recipe Settings(string name, string architecture, int epochs, int batch, OptimizerType optimizer,
        double rate, double momentum = 0, double decay = 0,
        double biasRate = 1, double biasDecay = 1, int imageSize = 256, CheckpointPlan? checkpoints = null,
        bool factors = false)
    {
        Recipe recipe = Recipe.Get(name);
        Assert.Equal(architecture, recipe.Architecture.Name);
        Assert.Equal((epochs, batch, imageSize), (recipe.Epochs, recipe.BatchSize, recipe.ImageSize));
        var expected = new OptimizerDefinition()
        {
            Type = optimizer,
            LearningRate = rate,
            Momentum = momentum,
            WeightDecay = decay,
            BiasLearningRateFactor = biasRate,
            BiasWeightDecayFactor = biasDecay,
            Layers = recipe.Optimizer.Layers,
        };
        Assert.Equal(factors, recipe.Optimizer.Layers.Count > 0);
        Assert.Equal(expected, recipe.Optimizer);
        Assert.Equal(checkpoints ?? new(), recipe.Checkpoints);
        Assert.Equal((0, Sampling.Shuffled), (recipe.LabelSmoothing, recipe.Sampling));
        Assert.Null(recipe.ClassWeights);
        Assert.Null(recipe.EarlyStopping);
        Assert.Empty(recipe.BatchTransforms);
        return recipe;
    }

    private static void Weights(Recipe recipe, InitializerDefinition expected, params string[] layers) =>
        Assert.All(Matching(recipe, layers), layer => Assert.Equal(expected, Last(recipe, layer, rule => rule.Weight)));

    private static void Biases(Recipe recipe, double expected, params string[] layers) =>
        Assert.All(Matching(recipe, layers),
            layer => Assert.Equal(new ConstantInitializer { Value = expected },
                Last(recipe, layer, rule => rule.Bias)));

    // PyTorch's: uniform within 1 / sqrt(fan in), weights and biases.
    private static void FrameworkDefault(Recipe recipe, params string[] layers) =>
        Assert.All(Matching(recipe, layers), layer =>
    {
        Assert.Equal(new KaimingUniformInitializer { NegativeSlope = Math.Sqrt(5), Mode = FanMode.FanIn },
            Last(recipe, layer, rule => rule.Weight));
        Assert.Equal(new KaimingUniformInitializer { NegativeSlope = Math.Sqrt(5), Mode = FanMode.FanIn },
            Last(recipe, layer, rule => rule.Bias));
    });

    private static string[] Matching(Recipe recipe, string[] patterns)
    {
        var network = recipe.BuildNetwork(10);
        string[] layers = [.. network.ResolvedLayers.Where(layer => layer.HasParameters
            && patterns.Any(pattern => AlexNetPS.Networks.LayerPattern.Matches(pattern, network, layer.Name)))
            .Select(layer => layer.Name)];
        Assert.NotEmpty(layers);
        return layers;
    }

    private static InitializerDefinition? Last(Recipe recipe, string layer, Func<InitializationRule,
        InitializerDefinition?> part) =>
        recipe.Initialization.Where(rule => rule.Matches(recipe.BuildNetwork(10), layer)).Select(part)
            .LastOrDefault(initializer => initializer is not null);

    // Lists within them have no equality of their own; JSON has every number.
    private static void Transforms(IReadOnlyList<TransformDefinition> actual, params TransformDefinition[] expected) =>
        Assert.Equal(
        System.Text.Json.JsonSerializer.Serialize<IReadOnlyList<TransformDefinition>>(expected, RecipeFile.Json),
        System.Text.Json.JsonSerializer.Serialize(actual, RecipeFile.Json));
}
