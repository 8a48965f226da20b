using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Tests.Training.Sweeps;

public sealed class SweepPlanTests
{
    [Fact]
    public void AGridHasEveryCombinationAndEverySeed()
    {
        SweepPlan plan = Plan("""{ "optimizer.learningRate": [0.0001, 0.0003], "batchSize": [16, 32] }""", seeds: [1, 10]);
        Assert.Equal(["learningRate 0.0001, batchSize 16", "learningRate 0.0001, batchSize 32",
            "learningRate 0.0003, batchSize 16", "learningRate 0.0003, batchSize 32"],
            plan.Settings.Select(setting => setting.Text));
        Assert.Equal([(1e-4, 16), (1e-4, 32), (3e-4, 16), (3e-4, 32)],
            plan.Settings.Select(setting => (setting.Recipe.Optimizer.LearningRate, setting.Recipe.BatchSize)));
        Assert.Equal(["01-seed01", "01-seed10", "02-seed01", "02-seed10", "03-seed01", "03-seed10", "04-seed01",
            "04-seed10"], plan.Runs.Select(run => run.Folder));
        Assert.Equal([8], plan.Rungs);
        Assert.Equal(64, plan.Epochs);
    }

    [Fact]
    public void EverySettingOfARecipeCanBeSwept()
    {
        SweepPlan plan = Plan("""
            { "schedule": ["constant", { "type": "Step", "every": 3 }], "trainTransforms.HorizontalFlip": [null, {}],
              "architecture.layers.fc2.outputs": [8, 16], "earlyStopping": [null] }
            """);
        Assert.Equal(8, plan.Settings.Count);
        Assert.Equal(["Constant", "Step"], plan.Settings.Select(one => one.Recipe.Schedule.Type).Distinct());
        Assert.Equal([3, 4], plan.Settings.Select(one => one.Recipe.TrainTransforms.Count).Distinct());
        Assert.Equal([8, 16], plan.Settings.Select(one => one.Recipe.BuildNetwork(2).Layer("fc2").OutputShape.Count)
            .Distinct());
    }

    [Fact]
    public void NoSettingIsASweepOverSeeds() =>
        Assert.Equal(["01-seed1", "01-seed2"], Plan("{}", seeds: [1, 2]).Runs.Select(run => run.Folder));

    [Fact]
    public void DrawsAreThoseOfTheSeedAndWithinTheirRanges()
    {
        const string Set = """
            { "optimizer.learningRate": { "min": 1e-5, "max": 1e-1, "scale": "log" }, "labelSmoothing": { "min": 0, "max": 0.2 },
              "batchSize": { "min": 4, "max": 7 }, "optimizer.type": ["Adam", "AdamW"],
              "architecture.layers.fc2.outputs": { "min": 4, "max": 64, "scale": "log" } }
            """;
        SweepPlan plan = Plan(Set, count: 200);
        Assert.Equal(Texts(plan), Texts(Plan(Set, count: 200)));
        Assert.NotEqual(Texts(plan), Texts(Plan(Set, count: 200, drawSeed: 1)));
        // More draws begin with the same ones.
        Assert.Equal(Texts(plan).Take(20), Texts(Plan(Set, count: 20)));
        Assert.Equal(200, Texts(plan).Distinct().Count());

        double[] rates = [.. plan.Settings.Select(one => one.Recipe.Optimizer.LearningRate)];
        Assert.All(rates, rate => Assert.InRange(rate, 1e-5, 1e-1));
        // Each decade has a quarter of the draws, give or take four deviations.
        for (int decade = -5; decade < -1; decade++)
            Assert.InRange(rates.Count(rate => Math.Floor(Math.Log10(rate)) == decade), 25, 75);
        Assert.All(rates, rate => Assert.Equal(rate, Rounded(rate)));
        double[] smoothing = [.. plan.Settings.Select(one => one.Recipe.LabelSmoothing)];
        Assert.InRange(smoothing.Average(), 0.083, 0.117);
        // Whole numbers for a whole setting, each as often as the others.
        Assert.All(plan.Settings.GroupBy(one => one.Recipe.BatchSize), group => Assert.InRange(group.Count(), 25, 75));
        Assert.Equal([4, 5, 6, 7], plan.Settings.Select(one => one.Recipe.BatchSize).Distinct().Order());
        Assert.All(plan.Settings, one => Assert.InRange(one.Recipe.BuildNetwork(2).Layer("fc2").OutputShape.Count, 4, 64));
    }

    [Fact]
    public void DrawsOfListsAreDifferentCombinations()
    {
        const string Set = """{ "batchSize": [4, 8, 16], "epochs": [1, 2, 3] }""";
        Assert.Equal(5, Texts(Plan(Set, count: 5)).Distinct().Count());
        Assert.Equal(Texts(Plan(Set)), Texts(Plan(Set, count: 20)));
    }

    [Theory]
    [InlineData("""{ "batchSise": [1] }""", "batchSise: there is no such setting")]
    [InlineData("""{ "batchSize": [] }""", "batchSize: there is no value")]
    [InlineData("""{ "batchSize": [4, 8, 4] }""", "batchSize: the value 4 occurs twice.")]
    [InlineData("""{ "batchSize": [4, 0] }""", "batchSize: 0 is below 1.")]
    [InlineData("""{ "batchSize": { "min": 4, "max": 8 } }""", "batchSize: values are drawn from a range; state how many (-Count).")]
    [InlineData("""{ "batchSize": { "min": 8, "max": 4 } }""", "batchSize: min 8 is not below max 4.", 2)]
    [InlineData("""{ "batchSize": { "min": 8 } }""", "batchSize.max: is missing", 2)]
    [InlineData("""{ "labelSmoothing": { "min": 0, "max": 0.1, "scale": "log" } }""", "min 0 is not above 0", 2)]
    [InlineData("""{ "labelSmoothing": { "min": 0, "max": 0.1, "scale": "lgo" } }""", "Did you mean 'log'?", 2)]
    [InlineData("""{ "labelSmoothing": { "min": 0, "max": 0.1, "skale": "log" } }""", "Did you mean 'scale'?", 2)]
    [InlineData("""{ "batchSize": { "min": 4, "max": 6 } }""", "only 3 different combinations, and 4 are needed", 4)]
    [InlineData("""{ "batchSize": { "min": 4.2, "max": 4.8 } }""", "batchSize: there is no whole number in the range.", 1)]
    public void ASettingThatCannotBeSweptIsNamed(string set, string about, int? count = null) =>
        Assert.Contains(about, Assert.Throws<RecipeException>(() => Plan(set, count)).Message);

    [Fact]
    public void SeedsAndHalvingAreChecked()
    {
        Assert.Contains("occurs twice", Assert.Throws<TrainingException>(() => Plan("{}", seeds: [1, 1])).Message);
        Assert.Contains("no seed", Assert.Throws<TrainingException>(() => Plan("{}", seeds: [])).Message);
        Assert.Contains("nothing to prune",
            Assert.Throws<TrainingException>(() => Plan("{}", halving: new(3, 8))).Message);
        Assert.Contains("at least 2", Assert.Throws<TrainingException>(() => Plan("{}", halving: new(1))).Message);
        Assert.Contains("compares runs of the same length",
            Assert.Throws<TrainingException>(() => Plan("""{ "epochs": [4, 8] }""", halving: new())).Message);
    }

    [Fact]
    public void RungsMultiplyAndTheEpochsOfThePlanAreThoseOfTheSurvivors()
    {
        SweepPlan plan = Plan("""{ "batchSize": [4, 5, 6, 7, 8, 9, 10, 11, 12] }""", seeds: [1, 2], halving: new(3, 1));
        Assert.Equal([1, 3, 8], plan.Rungs);
        // Nine settings for one epoch, three for two more, one for five more; each twice.
        Assert.Equal(2 * (9 + 3 * 2 + 5), plan.Epochs);
    }

    [Fact]
    public void SurvivorsDependOnTheScoresOnly()
    {
        var halving = new SuccessiveHalving(2, 1);
        (int, SweepScore?)[] scores = [(1, new(0.5, 1)), (2, null), (3, new(0.7, 2)), (4, new(0.7, 1)), (5, new(0.5, 1))];
        Assert.Equal([4, 3], halving.Survivors(scores));
        Assert.Equal([4, 3], halving.Survivors([.. scores.Reverse()]));
        // Equal scores: the order of the plan.
        Assert.Equal([1], new SuccessiveHalving(3, 1).Survivors([(5, new(0.5, 1)), (2, null), (1, new(0.5, 1))]));
        Assert.Empty(halving.Survivors([(1, null), (2, null)]));
    }

    private static double Rounded(double value) => double.Parse(value.ToString("E3", CultureInfo.InvariantCulture),
        CultureInfo.InvariantCulture);

    private static IEnumerable<string> Texts(SweepPlan plan) => plan.Settings.Select(setting => setting.Text);

    private static SweepPlan Plan(string set, int? count = null, ulong drawSeed = 0, ulong[]? seeds = null,
        SuccessiveHalving? halving = null) => SweepPlan.Of(new()
        {
            Recipe = TinyRecipe.Create(),
            Settings = [.. ((JsonObject)JsonNode.Parse(set)!).Select(one => SweepSetting.Parse(one.Key, one.Value))],
            Count = count,
            DrawSeed = drawSeed,
            Seeds = seeds ?? [0],
            Halving = halving,
            Path = "/never",
        });
}
