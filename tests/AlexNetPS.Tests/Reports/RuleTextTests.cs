using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports;

namespace AlexNetPS.Tests.Reports;

public sealed class RuleTextTests
{
    [Theory]
    [InlineData("MinTop1", 0.9, 0.85, true, "MinTop1: 0.9 keeps the limit of 0.85.")]
    [InlineData("MinTop1", 0.8123456789, 0.85, false, "MinTop1: 0.8123 is below the limit of 0.85.")]
    [InlineData("MinTop1", 0.84999999, 0.85, false, "MinTop1: 0.84999999 is below the limit of 0.85.")]
    [InlineData("MaxLoss", 1.5, 1, false, "MaxLoss: 1.5 is above the limit of 1.")]
    [InlineData("MaxLoss", double.NaN, 1, false, "MaxLoss: NaN does not keep the limit of 1.")]
    [InlineData("MaxTop1Drop", 0.02, 0.01, true, "MaxTop1Drop: 0.02 is not significantly above the limit of 0.01.")]
    public void SaysHowTheValueIsToTheLimit(string name, double measured, double limit, bool passed, string expected) =>
        Assert.Equal(expected, RuleText.Of(new RuleResult(name, measured, limit, passed, [], null!)));
}
