using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets.Scores;

public class ScoreFindingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachKindIsOneFindingWithTheWorstFirst(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/a", 30, 120, 90);
        folder.WriteClass("train/b", 30, 120, 90, seed: 100);
        string dark = Write(folder, "train/a/dark.jpg", p => p / 6), darker = Write(folder, "train/b/darker.jpg", p => p / 16);
        string light = Write(folder, "train/a/light.jpg", p => 255 - p / 32);
        string flat = Write(folder, "train/a/flat.jpg", _ => 128);
        folder.Write("train/b/large.jpg", DrawnImage.Jpeg(1200, 900, 777));
        IReadOnlyList<DatasetFinding> findings = Check(folder, indexOnly);
        DatasetFinding found = Assert.Single(findings, finding => finding.Kind == FindingKind.Dark);
        Assert.Equal([darker, dark], found.Files);
        Assert.Equal(found.Scores.Order(), found.Scores);
        Assert.Equal(2, found.Scores.Count);
        Assert.Equal(FindingSeverity.Warning, found.Severity);
        Assert.Equal((FindingKind.Dark, 0.32, 2), (found.Distribution!.Kind, found.Distribution.Threshold,
            found.Distribution.Images));
        Assert.Equal(65, found.Distribution.Histogram.Sum());
        Assert.Equal(20, found.Distribution.Histogram.Count);
        Assert.Equal([light], Assert.Single(findings, finding => finding.Kind == FindingKind.Light).Files);
        Assert.Contains(flat, Assert.Single(findings, finding => finding.Kind == FindingKind.LowInformation).Files);
        Assert.Equal([folder.At("train", "b", "large.jpg")],
            Assert.Single(findings, finding => finding.Kind == FindingKind.OddSize).Files);

        // A threshold of 0 turns a kind off.
        Assert.DoesNotContain(Check(folder, indexOnly, new HealthOptions { DarkThreshold = 0 }),
            finding => finding.Kind == FindingKind.Dark);
    }

    [Fact]
    public void ScoresOfTheSetAreSharesBelowTheThresholds()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 30, 120, 90);
        folder.WriteClass("b", 28, 120, 90, seed: 100);
        Write(folder, "a/dark.jpg", p => p / 16);
        Write(folder, "b/darker.jpg", p => p / 20);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 90 });
        var scores = DatasetHealth.Score(dataset, new HealthOptions { BlurThreshold = 0, InformationThreshold = 0 });
        Assert.Equal(58.0 / 60, scores.Score, 1e-12);
        Assert.Equal(6, scores.Kinds.Count);
        Assert.Equal((2, 2.0 / 60), (scores.Kinds[0].Images, scores.Kinds[0].Share));
        Assert.Equal(scores.Images.Average(image => image.Dark), scores.Kinds[0].Mean, 1e-12);
        Assert.Equal(60, scores.Images.Count);
        Assert.Equal(["AspectRatio", "Brightness", "Size"],
            scores.Correlations.Select(one => one.Property).Order(StringComparer.Ordinal));
        // A subset has its own scores.
        Assert.Equal(dataset.Take(3).Count, DatasetHealth.Score(dataset.Take(3)).Images.Count);
    }

    [Fact]
    public void ClassesThatDifferInBrightnessOrSizeAreOneFinding()
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 24; i++)
        {
            folder.Write($"a/{i:D2}.jpg", DrawnImage.Jpeg(120, 90, i));
            byte[] pixels = [.. DrawnImage.Draw(160, 120, 100 + i).Pixels.Select(p => (byte)(p / 2))];
            folder.Write($"b/{i:D2}.jpg", ImageEncoder.EncodeJpeg(new PixelView(pixels, 160, 120, 3)));
        }

        DatasetFinding found = Assert.Single(Check(folder, false),
            finding => finding.Kind == FindingKind.SpuriousCorrelation);
        Assert.Contains("Brightness alone tells the classes apart", found.What, StringComparison.Ordinal);
        Assert.Contains("The size of the files' images alone", found.What, StringComparison.Ordinal);
        Assert.DoesNotContain("aspect", found.What, StringComparison.Ordinal);
        Assert.Contains("100 %", found.What, StringComparison.Ordinal);
        Assert.DoesNotContain(Check(folder, false, new HealthOptions { CorrelationThreshold = 0 }),
            finding => finding.Kind == FindingKind.SpuriousCorrelation);
    }

    [Fact]
    public void WhatMostImagesAreIsForInformation()
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 24; i++)
            Write(folder, $"{(i % 2 == 0 ? "a" : "b")}/{i:D2}.jpg", p => p / 16, i);
        DatasetFinding found = Assert.Single(Check(folder, false), finding => finding.Kind == FindingKind.Dark);
        Assert.Equal(FindingSeverity.Information, found.Severity);
        Assert.Contains("More than half", found.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void AThresholdIsAScore()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 9);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DatasetHealth.Check(folder.Photos, new HealthOptions { DarkThreshold = 1.5 }));
    }

    private static string Write(TemporaryFolder folder, string path, Func<byte, int> map, uint seed = 55)
    {
        byte[] pixels = [.. DrawnImage.Draw(120, 90, seed).Pixels.Select(p => (byte)map(p))];
        return folder.Write(path, ImageEncoder.EncodeJpeg(new PixelView(pixels, 120, 90, 3)));
    }

    private static IReadOnlyList<DatasetFinding> Check(TemporaryFolder folder, bool indexOnly,
        HealthOptions? options = null)
    {
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 64, IndexOnly = indexOnly });
        return DatasetHealth.Check(dataset, options);
    }
}
