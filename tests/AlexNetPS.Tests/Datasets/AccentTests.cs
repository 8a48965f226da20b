using System.Globalization;
using System.Text;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Names from a Mac have their accents apart (NFD); elsewhere they are one character with the letter (NFC).</summary>
public class AccentTests
{
    private const string Rose = "ros\u00E9", Tree = "\u00E1rvore", Han = "\uAC00\uB098";

    private static string Apart(string name) => name.Normalize(NormalizationForm.FormD);

    [Fact]
    public void TheClassesOfTwoPartsAreTheSame()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])[Rose, Tree, Han])
        {
            folder.WriteClass($"train/{Apart(name)}", 3, seed: (uint)name.Length);
            folder.WriteClass($"val/{name}", 2, seed: 50);
        }

        ImageNetDataset dataset = Import(folder);
        Assert.Equal(((string[])[Rose, Tree, Han]).Order(StringComparer.Ordinal), dataset.Classes.Select(c => c.Name));
        Assert.Equal((9, 6), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Empty(dataset.Warnings);
        Assert.All(dataset.Train.Samples, sample => Assert.True(File.Exists(sample.Path)));
        Assert.All(dataset.Classes, c => Assert.Equal((3, 2), (c.Train, c.Validation)));
    }

    [Fact]
    public void TwoFoldersOfOneNameAreOneClass()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The file system has one of them only.");
        using var folder = new TemporaryFolder();
        folder.WriteClass(Apart(Rose), 3);
        folder.WriteClass(Rose, 3, seed: 20);
        folder.WriteClass("tulip", 4, seed: 40);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 });
        Assert.Equal([(Rose, 6), ("tulip", 4)], dataset.Classes.Select(c => (c.Name, c.Train)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AListFindsItsFilesInEitherForm(bool apartOnDisk)
    {
        using var folder = new TemporaryFolder();
        string onDisk = apartOnDisk ? Apart(Rose) : Rose, listed = apartOnDisk ? Rose : Apart(Rose);
        folder.WriteClass($"{onDisk}/{onDisk}", 4);
        folder.WriteClass("tulip", 4, seed: 40);
        var list = new StringBuilder("path,label\n");
        for (int i = 0; i < 4; i++)
        {
            // Half of the labels are written in the other form.
            string middle = i == 3 ? onDisk : listed, label = i % 2 == 0 ? Rose : Apart(Rose);
            list.Append(CultureInfo.InvariantCulture, $"{listed}/{middle}/{i:D3}.jpg,{label}\n");
            list.Append(CultureInfo.InvariantCulture, $"{folder.At("tulip", $"{i:D3}.jpg")},tulip\n");
        }

        string path = folder.Write("list.csv", Encoding.UTF8.GetBytes(list.ToString()));
        ImageNetDataset dataset = ImageNetImporter.Import(path,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 });
        Assert.Empty(dataset.Skipped);
        Assert.Equal([(Rose, 4), ("tulip", 4)], dataset.Classes.Select(c => (c.Name, c.Train)));
        Assert.Empty(dataset.Warnings);
        Assert.All(dataset.Train.Samples, sample => Assert.True(File.Exists(sample.Path)));
    }

    [Fact]
    public void AMapOfClassesNamesThemInEitherForm()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass(Apart(Rose), 3);
        folder.WriteClass(Tree, 3, seed: 20);
        folder.WriteClass("tulip", 3, seed: 40);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, new ImportOptions
        {
            CachePath = folder.Cache,
            ImageSize = 16,
            ValidationFraction = 0,
            ClassMap = new Dictionary<string, string?> { [Rose] = "flower", [Apart(Tree)] = Apart(Tree), ["tulip"] = "flower" },
        });
        Assert.Equal([("flower", 6), (Tree, 3)], dataset.Classes.Select(c => (c.Name, c.Train)));
        Assert.Empty(dataset.Warnings);
    }

    private static ImageNetDataset Import(TemporaryFolder folder) =>
        ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 16 });
}
