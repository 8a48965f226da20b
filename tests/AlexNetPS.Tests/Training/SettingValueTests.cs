using System.Text.Json.Nodes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>Differing settings as numbers and a few words.</summary>
public class SettingValueTests
{
    [Theory]
    [InlineData("0.0123456789", 0.012346)]
    [InlineData("0.000123456789", 0.000123457)]
    [InlineData("1234567.89", 1234570.0)]
    [InlineData("1.2275598e29", 1.22756e29)]
    [InlineData("0.1", 0.1)]
    public void NumbersAreShort(string given, double shown) => Assert.Equal(shown, Shown(given)[0]);

    [Fact]
    public void WholeNumbersFlagsAndTextsAreKept() =>
        Assert.Equal([1234567L, true, "cpu", null], Shown("1234567", "true", "\"cpu\"", "null"));

    [Fact]
    public void TransformsAreTheirTypesAndSizes() =>
        Assert.Equal(["RandomResizedCrop 32, HorizontalFlip, Scale", "Squash 32, Scale", "none"], Shown("""
            [{"type":"RandomResizedCrop","size":32,"scale":[0.08,1]},{"type":"HorizontalFlip"},{"type":"Scale"}]
            """, """[{"type":"Squash","size":32},{"type":"Scale"}]""", "[]"));

    [Fact]
    public void WhereTheySoLookAlikeOnlyTheDifferenceIsShown() =>
        Assert.Equal(["Scale", "Scale factor 1"], Shown("""[{"type":"Squash","size":32},{"type":"Scale"}]""",
            """[{"type":"Squash","size":32},{"type":"Scale","factor":1}]"""));

    [Fact]
    public void WhereTheyAreManyOnlyTheDifferenceIsShown()
    {
        string many = string.Join(",", Enumerable.Range(30, 6).Select(i => $$"""{"type":"CenterCrop","size":{{i}}}"""));
        Assert.Equal(["HorizontalFlip", "TenCrop 8"],
            Shown($$"""[{{many}},{"type":"HorizontalFlip"}]""", $$"""[{{many}},{"type":"TenCrop","size":8}]"""));
        Assert.Equal(["CenterCrop 30, CenterCrop 31, CenterCrop 32, +3", "Scale"],
            Shown($"[{many}]", """[{"type":"Scale"}]"""));
    }

    [Fact]
    public void RulesAreCounted()
    {
        const string all = """{"layers":"*","weight":{"type":"KaimingNormal"}}""";
        Assert.Equal(["1 rule", "2 rules"],
            Shown($"[{all}]", $$"""[{{all}},{"layers":"fc8","learningRateFactor":10}]"""));
        Assert.Equal(["fc8 learningRateFactor 10", "fc8 learningRateFactor 5"],
            Shown($$"""[{{all}},{"layers":"fc8","learningRateFactor":10}]""",
                $$"""[{{all}},{"layers":"fc8","learningRateFactor":5}]"""));
    }

    [Fact]
    public void NetworksAreTheirNamesUnlessOnlyTheirLayersDiffer()
    {
        Assert.Equal(["Paper", "Tiny"], Shown("\"Paper\"", Network("Tiny", 8)));
        Assert.Equal(["Tiny: Linear fc1 outputs 8", "Tiny: Linear fc1 outputs 9"],
            Shown(Network("Tiny", 8), Network("Tiny", 9)));

        static string Network(string name, int outputs) => $$"""
            {"name":"{{name}}","layers":[{"type":"Linear","name":"fc1","outputs":{{outputs}}},{"type":"Dropout"}]}
            """;
    }

    [Fact]
    public void NoTextIsLongerThanSixtyCharacters()
    {
        string path = string.Concat(Enumerable.Repeat("/folder", 20));
        object?[] shown = Shown($"\"{path}/a.safetensors\"", $"\"{path}/b.safetensors\"",
            $$"""[{"type":"Normalize","mean":[{{string.Join(",", Enumerable.Range(100, 40))}}]}]""");
        Assert.All(shown, value => Assert.InRange(Assert.IsType<string>(value).Length, 1, 60));
        Assert.EndsWith("/a.safetensors", shown[0]!.ToString());
    }

    [Fact]
    public void AsManySettingsAreNamedAsThereIsRoomFor()
    {
        IReadOnlyDictionary<string, object?>[] runs = [Run("Sgd", 0.012346, null), Run("Adam", 0.5, 0.1)];
        Assert.Equal(["Optimizer Sgd, LearningRate 0.012346, LabelSmoothing none",
            "Optimizer Adam, LearningRate 0.5, LabelSmoothing 0.1"], SettingSummary.Of(runs, 60));
        Assert.Equal(["Optimizer Sgd, +2", "Optimizer Adam, +2"], SettingSummary.Of(runs, 26));

        // Names alone, where no value fits; and no more than a number, where no name does.
        Assert.Equal(["Optimizer, +2", "Optimizer, +2"], SettingSummary.Of(runs, 15));
        Assert.Equal(["3 settings", "3 settings"], SettingSummary.Of(runs, 12));
        Assert.Equal([""], SettingSummary.Of([new Dictionary<string, object?>()], 26));

        static OrderedDictionary<string, object?> Run(string optimizer, double rate, double? smoothing) => new()
        {
            ["Optimizer"] = optimizer,
            ["LearningRate"] = rate,
            ["LabelSmoothing"] = smoothing,
        };
    }

    private static object?[] Shown(params string[] values) =>
        SettingValues.Of([.. values.Select(value => JsonNode.Parse(value))]);
}
