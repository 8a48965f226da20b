using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Tests.Datasets.Splits;

public class GroupSplitTests
{
    private static readonly SplitPart[] _folds = [.. Enumerable.Repeat(new SplitPart(0.2), 5)];

    private static readonly SplitPart[] _splits = [new(0.2, 1), new(0.7, 0), new(0.1, 2)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AGroupIsNeverInTwoParts(ulong seed)
    {
        SplitItem[] items = Patients(300, 6, 12, seed);
        foreach (SplitPart[] parts in (SplitPart[][])[_folds, _splits])
        {
            int[] assigned = GroupSplit.Assign(items, parts, seed).Parts;
            Assert.All(items.Zip(assigned).GroupBy(pair => pair.First.Group),
                group => Assert.Single(group.Select(pair => pair.Second).Distinct()));
            Assert.Equal(parts.Length, assigned.Distinct().Count());
        }
    }

    // Positions alone leave some classes 5 to 10 percent off.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SharesAreWithinTwoPercentOfTheClass(ulong seed)
    {
        SplitItem[] items = Patients(300, 6, 12, seed);
        foreach (SplitPart[] parts in (SplitPart[][])[_folds, _splits])
        {
            GroupAssignment assignment = GroupSplit.Assign(items, parts, seed);
            Assert.Equal(6 * parts.Length, assignment.Shares.Count);
            Assert.All(assignment.Shares, share =>
            {
                int[] members = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Class == share.Class)];
                int images = members.Count(i => assignment.Parts[i] == share.Part);
                Assert.Equal(images, share.Images);
                Assert.Equal(images / (double)members.Length, share.Obtained, 12);
                Assert.Equal(parts[share.Part].Share, share.Wanted, 12);
                Assert.InRange(share.Obtained, share.Wanted - 0.02, share.Wanted + 0.02);
            });
        }
    }

    [Fact]
    public void TheOrderOfTheImagesIsWithoutEffect()
    {
        SplitItem[] items = Patients(120, 4, 9, 5);
        Dictionary<string, int> parts = ByKey(items, GroupSplit.Assign(items, _folds, 5));
        SplitItem[] shuffled = [.. items.OrderBy(item => SplitPosition.Of(item.Key, 77))];
        Assert.Equal(parts, ByKey(shuffled, GroupSplit.Assign(shuffled, _folds, 5)));
        Assert.NotEqual(parts, ByKey(items, GroupSplit.Assign(items, _folds, 6)));
    }

    // A greedy assignment from the largest group to the smallest moves most of them.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void NearlyAllGroupsKeepTheirPartWhenOthersAreAdded(ulong seed)
    {
        SplitItem[] all = Patients(330, 4, 8, seed), first = [.. all.Where(item => Number(item.Group!) < 300)];
        Dictionary<string, int> before = ByGroup(first, GroupSplit.Assign(first, _splits, seed)),
            after = ByGroup(all, GroupSplit.Assign(all, _splits, seed));
        Assert.InRange(before.Count(pair => after[pair.Key] != pair.Value), 0, 30);

        // An image more of a group moves a few at most.
        SplitItem[] more = [.. first, first[0] with { Key = "another" }];
        Dictionary<string, int> with = ByGroup(more, GroupSplit.Assign(more, _splits, seed));
        Assert.InRange(before.Count(pair => with[pair.Key] != pair.Value), 0, 15);
    }

    [Fact]
    public void ImagesWithoutGroupsAreDrawnAsWithoutGroupsWhereTheSharesAreGood()
    {
        string[] paths = [.. Enumerable.Range(0, 20_000).Select(i => $"a/{i}.jpg")];
        var options = new ImportOptions { ValidationFraction = 0.2, TestFraction = 0.1, Seed = 4 };
        SplitName[] names = [SplitName.Validation, SplitName.Train, SplitName.Test];
        Assert.Equal(StratifiedSplit.Draw(paths, options),
            GroupSplit.Assign([.. paths.Select(path => new SplitItem(0, null, path))], _splits, 4).Parts
                .Select(part => names[part]));
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 0, 1 })]
    [InlineData(3, new[] { 0, 1, 2 })]
    public void AClassOfFewGroupsIsGivenToTheFirstRanks(int groups, int[] parts)
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            SplitItem[] items = [.. Enumerable.Range(0, 6 * groups)
                .Select(i => new SplitItem(0, $"p{i % groups}", $"{i}")), .. Patients(40, 3, 5, seed)
                .Select(item => item with { Class = item.Class + 1 })];
            Assert.Equal(parts,
                GroupSplit.Assign(items, _splits, seed).Parts[..(6 * groups)].Distinct().Order());
        }
    }

    [Fact]
    public void AGroupLargerThanAHeldOutShareIsForTraining()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            SplitItem[] items = [.. Enumerable.Range(0, 100)
                .Select(i => new SplitItem(i % 2, i < 60 ? "giant" : $"p{i / 2}", $"{i}"))];
            GroupAssignment assignment = GroupSplit.Assign(items, [new(0.1, 1), new(0.9, 0)], seed);
            Assert.Equal(1, assignment.Parts[0]);
            Assert.All(assignment.Shares, share => Assert.Equal(share.Wanted, share.Obtained, 12));
        }
    }

    // 60 of 100 images in one group: its fold is too large, and the others share the rest.
    [Fact]
    public void WhatWholeGroupsDoNotAllowIsReported()
    {
        SplitItem[] items = [.. Enumerable.Range(0, 100)
            .Select(i => new SplitItem(0, i < 60 ? "giant" : $"p{i}", $"{i}"))];
        GroupAssignment assignment = GroupSplit.Assign(items, _folds, 1);
        Assert.Equal([10, 10, 10, 10, 60], assignment.Shares.Select(share => share.Images).Order());
        Assert.All(assignment.Shares, share => Assert.Equal(0.2, share.Wanted, 12));
        Assert.Equal(0.6, assignment.Shares.Max(share => share.Obtained), 12);
    }

    [Fact]
    public void APartWithoutAShareStaysEmpty()
    {
        SplitItem[] items = Patients(50, 3, 6, 2);
        Assert.Equal([0, 1], GroupSplit.Assign(items, [new(0.5, 1), new(0.5, 0), new(0, 2)], 1).Parts.Distinct().Order());
        Assert.Empty(GroupSplit.Assign([], _folds, 1).Parts);
    }

    [Fact]
    public void OneFoldTakesAll() =>
        Assert.All(GroupSplit.Assign(Patients(20, 3, 6, 2), [new(1)], 1).Parts, part => Assert.Equal(0, part));

    /// <summary>Patients with 1 to some images, of one class each or of several.</summary>
    private static SplitItem[] Patients(int count, int classes, int largest, ulong seed) =>
        [.. Enumerable.Range(0, count).SelectMany(patient => Enumerable
            .Range(0, 1 + (int)(SplitPosition.Of($"size {patient}", seed) * largest))
            .Select(i => new SplitItem(
                patient % 3 == 0 ? (patient + i) % classes : patient % classes, $"p{patient}", $"p{patient}/{i}")))];

    private static int Number(string group) => int.Parse(group[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, int> ByKey(SplitItem[] items, GroupAssignment assignment) =>
        items.Zip(assignment.Parts).OrderBy(pair => pair.First.Key, StringComparer.Ordinal)
            .ToDictionary(pair => pair.First.Key, pair => pair.Second);

    private static Dictionary<string, int> ByGroup(SplitItem[] items, GroupAssignment assignment) =>
        items.Zip(assignment.Parts).DistinctBy(pair => pair.First.Group)
            .ToDictionary(pair => pair.First.Group!, pair => pair.Second);
}
