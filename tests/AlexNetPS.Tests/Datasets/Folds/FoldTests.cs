using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets.Folds;

/// <summary>Folds of a dataset: parts, classes, seeds, and what is rejected.</summary>
public sealed class FoldTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PartsAreAPartitionAndEachClassIsDividedEvenly(bool indexOnly)
    {
        ImageNetDataset dataset = Import(new() { IndexOnly = indexOnly, TestFraction = 0.2 }, ("a", 23), ("b", 11));
        IReadOnlyList<ImageNetDataset> folds = dataset.ToFolds(4, seed: 3);
        int[] all = [.. dataset.Train.Samples.Concat(dataset.Validation.Samples).Select(image => image.Index).Order()];
        Assert.Equal(all, folds.SelectMany(fold => fold.Validation.Samples).Select(image => image.Index).Order());
        Assert.All(folds, fold =>
        {
            Assert.Equal(all, fold.Train.Samples.Concat(fold.Validation.Samples).Select(image => image.Index).Order());
            Assert.Equal(fold.Train.Samples.Select(image => image.Index),
                fold.Train.Samples.Select(image => image.Index).Order());
            Assert.Equal(dataset.Test.Samples, fold.Test.Samples);
            Assert.Equal(dataset.StorePath, fold.StorePath);
            Assert.Same(fold, fold.Validation.Dataset);
        });
        Assert.Equal([1, 2, 3, 4], folds.Select(fold => fold.Fold!.Number));
        Assert.Equal((4, 3UL, null), (folds[0].Fold!.Count, folds[0].Fold!.Seed, folds[0].Fold!.GroupColumn));
        Assert.Equal("fold 2 of 4", $"{folds[1].Validation.Fold}");
        foreach (ImageClass one in dataset.Classes)
        {
            int[] counts = [.. folds.Select(fold => fold.Classes[one.Index].Validation)];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        int[] sizes = [.. folds.Select(fold => fold.Validation.Count)];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        Assert.Null(dataset.Fold);
    }

    [Fact]
    public void PartsDependOnTheSeedAndNotOnTheSplitsOfTheImport()
    {
        ImageNetDataset dataset = Import(new(), ("a", 20), ("b", 20));
        string[] parts = Parts(dataset, 1);
        Assert.Equal(parts, Parts(dataset, 1));
        Assert.NotEqual(parts, Parts(dataset, 2));
        Assert.Equal(parts, Parts(Import(new() { Seed = 9, ValidationFraction = 0.4 }), 1));
        Assert.Equal(parts, Parts(Import(new() { IndexOnly = true }), 1));
    }

    [Fact]
    public void OneFoldIsThatOfAll()
    {
        ImageNetDataset dataset = Import(new(), ("a", 12), ("b", 12));
        ImageNetDataset third = dataset.ToFolds(3, seed: 5)[2], again = dataset.ToFold(third.Fold!);
        Assert.Equal(third.Validation.Samples, again.Validation.Samples);
        Assert.Equal(third.Sha256, again.Sha256);
        Assert.NotNull(third.Sha256);
        Assert.NotEqual(dataset.Sha256, third.Sha256);
        Assert.NotEqual(dataset.ToFolds(3, seed: 5)[1].Sha256, third.Sha256);
        Assert.Equal((third.Fold, true), (third.Take(2).Fold, third.Take(2).Train.Count == 4));
    }

    [Fact]
    public void WhatCannotBeDividedIsRejectedWithItsReason()
    {
        ImageNetDataset dataset = Import(new() { ValidationFraction = 0 }, ("a", 9), ("few", 2), ("one", 1));
        Assert.Contains("one: all of them are in one part",
            Assert.Throws<DatasetException>(() => dataset.ToFolds(3)).Message);
        _folder.WriteClass("one", 4);
        dataset = Import(new() { ValidationFraction = 0 });
        List<string> warnings = [];
        IReadOnlyList<ImageNetDataset> folds = dataset.ToFolds(3, warn: warnings.Add);
        Assert.Contains("Not every one of the 3 folds has validation images of few", Assert.Single(warnings));
        Assert.Contains("already fold 1 of 3",
            Assert.Throws<DatasetException>(() => folds[0].ToFolds(2)).Message);
        Assert.Contains("fill only", Assert.Throws<DatasetException>(() => dataset.ToFolds(99)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ToFolds(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ToFold(new() { Number = 4, Count = 3 }));
    }

    [Fact]
    public void GroupsAreNeverDivided()
    {
        // Eight patients of each class, with three to six images.
        List<string> rows = ["path,label,patient,split"];
        foreach (string name in new[] { "a", "b" })
        {
            for (int i = 0; i < 36; i++)
            {
                string patient = $"p{name}{i % 8}";
                _folder.WriteClass($"{name}/{patient}-{i}", 1, seed: (uint)i);
                rows.Add($"photos/{name}/{patient}-{i}/000.jpg,{name},{(i == 35 ? "" : patient)},{(i < 2 ? "test" : "")}");
            }
        }

        string list = Path.Combine(_folder.Root, "list.csv");
        File.WriteAllLines(list, rows);
        ImageNetDataset dataset = ImageNetImporter.Import(list, new() { CachePath = _folder.Cache, ImageSize = 32 });
        List<string> warnings = [];
        IReadOnlyList<ImageNetDataset> folds = dataset.ToFolds(4, 1, groupColumn: "patient", warn: warnings.Add);
        Assert.All(folds, fold => Assert.Empty(fold.Train.Samples.Select(Patient)
            .Intersect(fold.Validation.Samples.Select(Patient).Where(patient => patient.Length > 0))));
        Assert.All(folds.SelectMany(fold => fold.Classes), one => Assert.InRange(one.Validation, 6, 11));
        Assert.All(folds.SelectMany(fold => fold.SplitShares), share => Assert.InRange(share.Deviation, -0.1, 0.1));
        Assert.Contains("4 groups are in the test split", Assert.Single(warnings, text => text.Contains("test split")));
        Assert.Equal("patient", folds[0].Fold!.GroupColumn);
        Assert.Equal(folds[2].Validation.Samples, dataset.ToFold(folds[2].Fold!).Validation.Samples);

        IReadOnlyList<ImageNetDataset> byName = dataset.ToFolds(4, 1, groupPattern: "/(p..)-");
        Assert.All(byName, fold => Assert.Empty(fold.Train.Samples.Select(Named)
            .Intersect(fold.Validation.Samples.Select(Named))));
        Assert.Contains("there are patient", Assert.Throws<DatasetException>(
            () => dataset.ToFolds(4, groupColumn: "site")).Message);
        Assert.Contains("matches none", Assert.Throws<DatasetException>(
            () => dataset.ToFolds(4, groupPattern: "^(x)")).Message);
        Assert.Contains("has no group", Assert.Throws<DatasetException>(
            () => dataset.ToFolds(4, groupPattern: "^x")).Message);
        Assert.Contains("fill only 16", Assert.Throws<DatasetException>(
            () => dataset.ToFolds(30, groupPattern: "/(p..)-")).Message);

        // Groups of the import are kept without being asked for.
        ImageNetDataset grouped = ImageNetImporter.Import(list,
            new() { CachePath = _folder.Cache, ImageSize = 32, GroupColumn = "patient" });
        Assert.All(grouped.ToFolds(4), fold => Assert.Empty(fold.Train.Samples.Select(Patient)
            .Intersect(fold.Validation.Samples.Select(Patient).Where(patient => patient.Length > 0))));

        static string Patient(ImageSample image) => image.Properties["patient"];
        static string Named(ImageSample image) => Path.GetFileName(Path.GetDirectoryName(image.Path)!)[..3];
    }

    [Fact]
    public void StatisticsOfAStoreThatHasChangedAreRejected()
    {
        ImageNetDataset dataset = Import(new(), ("a", 10), ("b", 10));
        ImageNetDataset fold = dataset.ToFolds(2)[0];
        _folder.WriteClass("c", 10);
        Import(new());
        Assert.Contains("has changed since",
            Assert.Throws<DatasetException>(() => fold.Statistics).Message);
    }

    private static string[] Parts(ImageNetDataset dataset, ulong seed) => [.. dataset.ToFolds(5, seed)
        .Select(fold => string.Join(' ', fold.Validation.Samples.Select(image => image.RelativePath)))];

    private ImageNetDataset Import(ImportOptions options, params (string Name, int Count)[] classes)
    {
        foreach ((string name, int count) in classes)
            _folder.WriteClass(name, count);
        return ImageNetImporter.Import(_folder.Photos, options with { CachePath = _folder.Cache, ImageSize = 32 });
    }
}
