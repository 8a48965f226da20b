using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Tests.Inference.Gates;

public sealed class GateRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rules").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EachRuleMeasuresItsValue()
    {
        // Of the class dog (2) every second image is wrong.
        Evaluation evaluation = GateEvaluations.Of([.. Enumerable.Range(0, 100).Select(i => i % 10 != 2)]);
        var rules = new GateRules { MinTop1 = 0.9, MaxLoss = 0.1, MinClassRecall = 0.6, MaxCalibrationError = 1 };
        IReadOnlyList<RuleResult> results = rules.Test(evaluation, Baseline.Of(evaluation));

        Assert.Equal([("MinTop1", 0.9, 0.9, true), ("MaxLoss", evaluation.Loss, 0.1, false),
            ("MinClassRecall", 0.5, 0.6, false), ("MaxCalibrationError", evaluation.CalibrationError, 1, true),
            ("MaxTop1Drop", 0, 0.01, true)], results.Select(one => (one.Rule, one.Measured, one.Limit, one.Passed)));
        Assert.Contains(new RuleEvidence("class", "dog"), results[2].Evidence);
        Assert.Contains(new RuleEvidence("images of the class", "20"), results[2].Evidence);
        Assert.Contains(new RuleEvidence("p value (McNemar, one-sided)", "1"), results[4].Evidence);
        Assert.All(results, one => Assert.Same(evaluation, one.Evaluation));
    }

    [Fact]
    public void ADropThatIsNoChanceFails()
    {
        Evaluation before = GateEvaluations.Of([.. Enumerable.Repeat(true, 200)]);
        Evaluation now = GateEvaluations.Of([.. Enumerable.Range(0, 200).Select(i => i % 5 != 2)]);
        RuleResult drop = Assert.Single(new GateRules().Test(now, Baseline.Of(before)));
        Assert.Equal(("MaxTop1Drop", 0.2, false), (drop.Rule, Math.Round(drop.Measured, 9), drop.Passed));
        Assert.Contains(new RuleEvidence("only the baseline right", "40"), drop.Evidence);
        Assert.True(Assert.Single(new GateRules { MaxTop1Drop = 0.3 }.Test(now, Baseline.Of(before))).Passed);
        Assert.True(Assert.Single(new GateRules().Test(before, Baseline.Of(now))).Passed);
    }

    [Fact]
    public void AModelThatDivergedKeepsNoRule()
    {
        var metrics = new Metrics(5) { Outcomes = [] };
        metrics.AddLogits([float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], 1);
        var evaluation = new Evaluation([Tests.Models.SmallModels.Model(GateEvaluations.Classes)],
            PaintedImages.Dataset(GateEvaluations.Classes, 1).Validation, metrics, TimeSpan.FromSeconds(1), new());
        var rules = new GateRules { MaxLoss = 1e9, MaxCalibrationError = 1 };
        Assert.All(rules.Test(evaluation), one => Assert.False(one.Passed));
    }

    [Fact]
    public void NoRuleIsAnError() =>
        Assert.Throws<ArgumentException>(() => new GateRules().Test(GateEvaluations.Of(true)));

    [Fact]
    public void AFileHasTheSameNames()
    {
        string path = Write("""
            {
              // reviewed
              "minTop1": 0.8, "maxLoss": 1, "minClassRecall": 0.5, "maxCalibrationError": 0.1,
              "baseline": "base/flowers.json", "maxTop1Drop": 0.02, "confidence": 0.95, "seed": 18446744073709551615,
            }
            """);
        Assert.Equal(new GateRules
        {
            MinTop1 = 0.8,
            MaxLoss = 1,
            MinClassRecall = 0.5,
            MaxCalibrationError = 0.1,
            Baseline = Path.Combine(_folder, "base", "flowers.json"),
            MaxTop1Drop = 0.02,
            Confidence = 0.95,
            Seed = ulong.MaxValue,
        }, GateRules.Load(path));
    }

    [Theory]
    [InlineData("""{ "minTop": 0.8 }""", "minTop: there is no such field; known are minTop1,")]
    [InlineData("""{ "minTop1": "0.8" }""", "minTop1: a number is needed, not \"0.8\"")]
    [InlineData("""{ "minTop1": 80 }""", "minTop1: it is 80; 0 to 1 is allowed")]
    [InlineData("""{ "maxLoss": -1 }""", "maxLoss: it is -1; at least 0 is allowed")]
    [InlineData("""{ "confidence": 1 }""", "confidence: it is 1; 0.5 to 0.999 is allowed")]
    [InlineData("""{ "seed": -1 }""", "seed: a whole number from 0 is needed, not -1")]
    [InlineData("""{ "baseline": "" }""", "baseline: it is empty")]
    [InlineData("""{ "minTop1": 0.8, "MINTOP1": 0.7 }""", "occurs twice")]
    [InlineData("[]", "an object in { } is needed")]
    [InlineData("{", "")]
    public void AFileThatIsNotUnderstoodIsAnErrorThatNamesFileAndField(string text, string message)
    {
        string found = Assert.Throws<GateRulesException>(() => GateRules.Load(Write(text))).Message;
        Assert.Contains("gate.json", found);
        Assert.Contains(message, found);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "gate.json");
        File.WriteAllText(path, text);
        return path;
    }
}
