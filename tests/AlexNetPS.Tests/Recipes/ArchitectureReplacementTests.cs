using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Recipes;

public class ArchitectureReplacementTests
{
    [Fact]
    public void CaffeNetIsTrainedAsTheOtherNetworkOfCaffe()
    {
        Recipe bvlc = Recipe.Get("Bvlc"), caffeNet = bvlc.WithArchitecture(new("CaffeNet"), Unwanted);
        Assert.Equal((bvlc with { Architecture = new("CaffeNet") }).ToJson(), caffeNet.ToJson());
        Assert.Equal("CaffeNet", caffeNet.BuildNetwork(5).Name);
    }

    [Fact]
    public void EveryRecipeTrainsEveryArchitecture()
    {
        foreach (Recipe recipe in Recipe.Names.Select(Recipe.Get))
        {
            foreach (string architecture in NetworkArchitecture.Names)
            {
                Recipe changed = recipe.WithArchitecture(new(architecture));
                changed.Validate();
                Assert.Equal(recipe.EvaluationViews, changed.EvaluationViews);
                Assert.Equal(recipe.TrainTransforms.Count, changed.TrainTransforms.Count);
            }
        }
    }

    [Theory]
    [InlineData("HalfWidth", "Paper", "227 train; 227 evaluation; 256")]
    // 224 and 227 are cut from the same 256
    [InlineData("Paper", "HalfWidth", "256 256 224 train; 256 256 224 evaluation; 256")]
    [InlineData("Paper", "Mnist28", "32 32 28 train; 32 32 28 evaluation; 32")]
    [InlineData("OneTower", "Mnist28", "28 train; 32 28 evaluation; 32")]
    [InlineData("Mnist28", "OneTower", "224 train; 224 evaluation; 224")]
    [InlineData("D2L", "Oxford17", "227 train; 227 evaluation; 227")]
    public void CropsFollowTheInput(string recipe, string architecture, string expected)
    {
        Recipe changed = Recipe.Get(recipe).WithArchitecture(new(architecture));
        Assert.Equal(expected, $"{Sizes(changed.TrainTransforms)} train; {Sizes(changed.EvaluationTransforms)} "
            + $"evaluation; {changed.ImageSize}");
    }

    [Fact]
    public void TheScalesOfSeveralViewsFollowToo()
    {
        Recipe paper = Recipe.Get("Paper") with
        {
            EvaluationTransforms = [new MultiCrop { Size = 227, ShortSides = [256, 320] }],
        };
        Assert.Equal([256, 320],
            Assert.IsType<MultiCrop>(paper.WithArchitecture(new("HalfWidth")).EvaluationTransforms[0]).ShortSides);
        var small = Assert.IsType<MultiCrop>(paper.WithArchitecture(new("Mnist28")).EvaluationTransforms[0]);
        Assert.Equal(28, small.Size);
        Assert.Equal([32, 39], small.ShortSides);
    }

    [Fact]
    public void RulesForLayersThatAreNotThereAreLeftOutAndNamed()
    {
        var warnings = new List<string>();
        Recipe paper = Recipe.Get("Paper");
        paper = paper with
        {
            Optimizer = paper.Optimizer with
            {
                Layers = [new() { Layers = "conv4..conv5", LearningRateFactor = 0 },
                    new() { Layers = "fc*", LearningRateFactor = 2 }]
            }
        };
        Recipe small = paper.WithArchitecture(new("Mnist28"), warnings.Add);
        Assert.Equal(["*", "conv2", "fc6", "fc7"], small.Initialization.Select(rule => rule.Layers));
        Assert.Equal("fc*", Assert.Single(small.Optimizer.Layers).Layers);
        Assert.Equal(2, warnings.Count);
        Assert.Contains("Mnist28 has no layer conv4, conv5", warnings[0]);
        Assert.Contains("initialization", warnings[0]);
        Assert.Contains("conv4..conv5", warnings[1]);
    }

    [Fact]
    public void ADefinitionIsWrittenWholeAndMayBeOfAnySize()
    {
        NetworkDefinition half = NetworkArchitecture.Get("HalfWidth");
        Recipe recipe = Recipe.Get("HalfWidth").WithArchitecture(
            new(new NetworkDefinition("Mine", half.Input with { Height = 128, Width = 128 }, half.Layers)), Unwanted);
        recipe.Validate();
        Assert.Contains("\"name\": \"Mine\"", recipe.ToJson());
        Assert.Equal("128", Sizes(recipe.TrainTransforms));

        // What images cannot feed is said so, by name.
        Recipe wide = Recipe.Get("HalfWidth")
            .WithArchitecture(new(new NetworkDefinition("Wide", half.Input with { Width = 300 }, half.Layers)));
        Assert.Contains("trainTransforms: they produce 300x300 pixels, and Wide takes 300x224",
            Assert.Throws<RecipeException>(wide.Validate).Message);
        Recipe four = Recipe.Get("HalfWidth")
            .WithArchitecture(new(new NetworkDefinition("Four", half.Input with { Channels = 4 }, half.Layers)));
        Assert.Contains("Four takes 4 channels; images have 1 (gray) or 3",
            Assert.Throws<RecipeException>(four.Validate).Message);
        Assert.Contains("Did you mean 'CaffeNet'?",
            Assert.Throws<NetworkDefinitionException>(
                () => Recipe.Get("Bvlc").WithArchitecture(new("CafeNet"))).Message);
    }

    [Fact]
    public void ARuleKeepsWhatItDoesNotSay()
    {
        NetworkDefinition network = NetworkArchitecture.Get("HalfWidth");
        OptimizerDefinition optimizer = Recipe.Get("HalfWidth").Optimizer with
        {
            Layers = [new() { Layers = "conv*", LearningRateFactor = 3, WeightDecayFactor = 0 },
                new() { Layers = "conv1..conv2", LearningRateFactor = 0.5 },
                new() { Layers = "fc8", WeightDecayFactor = 2 }],
        };
        Dictionary<string, LayerRates> rates = LayerRates.Of(network, optimizer);
        Assert.Equal(new(0.5, 0), rates["conv1"]);
        Assert.Equal(new(3, 0), rates["conv3"]);
        Assert.Equal(new(1, 2), rates["fc8"]);
        Assert.Equal(new(1, 1), rates["fc7"]);
    }

    private static string Sizes(IEnumerable<TransformDefinition> transforms) =>
        string.Join(' ',
            transforms.Select(transform => transform is Resize resize ? resize.Size : transform.OutputSize)
                .OfType<int>());

    private static void Unwanted(string warning) => Assert.Fail(warning);
}
