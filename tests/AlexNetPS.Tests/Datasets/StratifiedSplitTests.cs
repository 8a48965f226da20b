using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Tests.Datasets;

public class StratifiedSplitTests
{
    private static readonly ImportOptions _options = new() { ValidationFraction = 0.2, TestFraction = 0.1, Seed = 3 };

    [Fact]
    public void AddedFilesMoveNoOther()
    {
        for (int start = 0; start < 20; start++)
        {
            string[] all = [.. Enumerable.Range(0, 500).Select(i => $"class {start}/{i}.jpg")];
            SplitName[] before = StratifiedSplit.Draw(all[..100], _options);
            SplitName[] after = StratifiedSplit.Draw([.. all[200..], .. all[..100], .. all[100..200]], _options);
            Assert.Equal(before, after[300..400]);
            Assert.All(Enum.GetValues<SplitName>(), part => Assert.Contains(part, before));
        }
    }

    [Fact]
    public void RemovedFilesMoveNoOther()
    {
        string[] all = [.. Enumerable.Range(0, 200).Select(i => $"a/{i}.jpg")];
        Assert.Equal(StratifiedSplit.Draw(all, _options)[50..], StratifiedSplit.Draw(all[50..], _options));
    }

    [Fact]
    public void SharesAreTheFractionsOnAverage()
    {
        SplitName[] splits =
            StratifiedSplit.Draw([.. Enumerable.Range(0, 20_000).Select(i => $"a/{i}.jpg")], _options);

        // Five standard deviations.
        Assert.InRange(splits.Count(split => split == SplitName.Validation), 4000 - 283, 4000 + 283);
        Assert.InRange(splits.Count(split => split == SplitName.Test), 2000 - 212, 2000 + 212);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    public void TheSmallestClassesKeepATrainingImageAndGiveEachPartOne(int count, int parts)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            SplitName[] splits = StratifiedSplit.Draw([.. Enumerable.Range(0, count).Select(i => $"a/{i}.jpg")],
                new ImportOptions { ValidationFraction = 0.01, TestFraction = 0.01, Seed = seed });
            Assert.Equal(parts, splits.Distinct().Count());
            Assert.Equal(count > 0, splits.Contains(SplitName.Train));
        }
    }

    [Fact]
    public void AClassThatChanceWouldHoldOutWholeKeepsATrainingImage()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.Contains(SplitName.Train,
                StratifiedSplit.Draw(["a/1.jpg", "a/2.jpg"],
                    new ImportOptions { ValidationFraction = 0.5, TestFraction = 0.49, Seed = seed }));
        }
    }

    [Fact]
    public void WithoutFractionsAllIsForTraining() =>
        Assert.All(StratifiedSplit.Draw(["a", "b"], new ImportOptions { ValidationFraction = 0 }),
            split => Assert.Equal(SplitName.Train, split));
}
