using Xunit;

namespace AlexNetPS.Module.Tests;

public class PesterSuite
{
    /// <summary>A row for each Pester test.</summary>
    public static IEnumerable<TheoryDataRow<PesterResult>> Rows =>
        PesterRun.Results.Select(result => new TheoryDataRow<PesterResult>(result) { TestDisplayName = result.Name });

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Rows))]
    public void Pester(PesterResult test)
    {
        Assert.SkipWhen(test.Result == "Skipped", test.Message ?? "no reason given");
        if (test.Result != "Passed")
            Assert.Fail(test.Message ?? $"The result is {test.Result}.");
    }
}
