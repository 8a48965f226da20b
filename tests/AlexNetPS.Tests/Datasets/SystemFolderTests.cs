using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Folders that are no classes, and classes that cannot be read.</summary>
public class SystemFolderTests
{
    private static readonly string[] _system =
    [
        "#recycle", "$RECYCLE.BIN", "@eaDir", "@Recycle", "__MACOSX", ".ipynb_checkpoints", "System Volume Information",
        "Lightroom Catalog Previews.lrdata", "Thumbnails", "lost+found",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    public void FoldersOfTheSystemAreSkippedAndListedOnce(string part)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass($"{part}cat", 3);
        folder.WriteClass($"{part}dog", 3);
        foreach (string name in _system)
            folder.WriteClass(part + name, 1);
        folder.WriteClass($"{part}cat/@eaDir/000.jpg", 2);
        folder.WriteClass($"{part}dog/@eaDir/000.jpg", 2);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder));
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((6, 0), (dataset.Count, dataset.Skipped.Count));
        string warning = Assert.Single(dataset.Warnings);
        Assert.All(_system, name => Assert.Contains(name, warning, StringComparison.Ordinal));
        Assert.Contains("@eaDir (3 times)", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AClassOfAnUnreadFormatGetsAdviceThatFits(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("cat", 3);
        folder.WriteClass("dog", 3);
        for (int i = 0; i < 3; i++)
            folder.Write($"phone/IMG_{i}.HEIC", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]]);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with { IndexOnly = indexOnly });
        string warning = Assert.Single(dataset.Warnings);
        Assert.Contains("HEIC", warning, StringComparison.Ordinal);
        Assert.Contains("Convert", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("without images", warning, StringComparison.Ordinal);

        // Where nothing but one class is left, too.
        Directory.Delete(folder.At("dog"), recursive: true);
        if (!indexOnly)
        {
            Assert.Contains("HEIC", Assert.Throws<DatasetException>(
                () => ImageNetImporter.Import(folder.Photos, Options(folder))).Message, StringComparison.Ordinal);
        }
    }

    private static ImportOptions Options(TemporaryFolder folder) => new() { CachePath = folder.Cache, ImageSize = 16 };
}
