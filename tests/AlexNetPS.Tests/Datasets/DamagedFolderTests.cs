using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class DamagedFolderTests
{
    [Fact]
    public void FiftyDamagedFilesAreReportedAndTheGoodOnesImported()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 30);
        folder.WriteClass("b", 30);
        var random = new Random(9);
        HashSet<string> damaged = [];
        byte[] good = DrawnImage.Jpeg(200, 150);
        for (int i = 0; i < 8; i++)
        {
            Salt("truncated", i, good[..(int)(good.Length * (0.1 + 0.1 * i))]);
            Salt("zero", i, new byte[5000]);
            Salt("empty", i, []);
            Salt("text", i, "These are words, not an image.\n"u8.ToArray());
            byte[] noise = new byte[3000];
            random.NextBytes(noise);
            Salt("noise", i, noise);
            byte[] bomb = [.. good];
            int frame = bomb.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
            (bomb[frame + 5], bomb[frame + 6], bomb[frame + 7], bomb[frame + 8]) =
                (30000 >> 8, 30000 & 255, 30000 >> 8, 30000 & 255);
            Salt("bomb", i, bomb);
        }

        Directory.CreateDirectory(folder.At("a", "x.jpg"));
        damaged.Add(folder.At("a", "x.jpg"));
        damaged.Add(folder.Write("a/truncated.png", DrawnPng()[..2000]));

        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 32 });
        Assert.Equal(50, dataset.Skipped.Count);
        Assert.Equal(damaged.Order(StringComparer.Ordinal),
            dataset.Skipped.Select(s => s.Path).Order(StringComparer.Ordinal));
        Assert.Equal(60, dataset.Count);
        Assert.All(dataset.Skipped, s => Assert.NotEmpty(s.Reason));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("30000x30000", StringComparison.Ordinal));

        // What was skipped is remembered, and read when it has been mended.
        ImageNetDataset again =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 32 });
        Assert.Equal(dataset.Skipped, again.Skipped);
        folder.Write("a/zero0.jpg", good);
        Assert.Equal(61,
            ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.Cache, ImageSize = 32 }).Count);

        void Salt(string kind, int i, byte[] content) =>
            damaged.Add(folder.Write($"{(i % 2 == 0 ? 'a' : 'b')}/{kind}{i}.jpg", content));
        static byte[] DrawnPng() => ImageEncoder.EncodePng(DrawnImage.Draw(80, 60).View);
    }

    [Fact]
    public void FilesThatCannotBeOpenedAreSkippedAndTriedAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are those of Unix.");
        // Root reads files of any mode, unless it gives up these two rights.
        if (!Environment.IsPrivilegedProcess)
        {
            ImportWithALockedFile();
        }
        else
        {
            Assert.Equal(["done"], OwnProcess.Run(
                (typeof(DamagedFolderTests), nameof(Child)), null,
                "setpriv", "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search"));
        }
    }

    /// <summary>The import, where permissions count.</summary>
    [Fact(Explicit = true), Trait("Category", "Child")]
    public void Child()
    {
        ImportWithALockedFile();
        OwnProcess.Report("done");
    }

    private static void ImportWithALockedFile()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3);
        string locked = folder.At("a", "000.jpg");
        File.SetUnixFileMode(locked, UnixFileMode.None);
        var options = new ImportOptions() { CachePath = folder.Cache, ImageSize = 32 };
        Assert.Contains("permission", Assert.Single(ImageNetImporter.Import(folder.Photos, options).Skipped).Reason,
            StringComparison.Ordinal);
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Empty(ImageNetImporter.Import(folder.Photos, options).Skipped);
    }
}
