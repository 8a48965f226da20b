using System.Runtime.InteropServices;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Linked folders are followed once, and no folder is left out without a word.</summary>
public partial class FolderWalkTests
{
    [Fact]
    public void ALinkedFolderInAClassIsFollowed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("data/rose", 3);
        folder.WriteClass("data/tulip", 3, seed: 20);
        folder.WriteClass("elsewhere/more/deep", 2, seed: 40);
        Link(folder, "data/rose/linked", folder.At("elsewhere"));
        // Twice, and from within what is linked.
        Link(folder, "data/rose/again", folder.At("elsewhere"));
        Link(folder, "elsewhere/more/back", folder.At("elsewhere"));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal([("rose", 5), ("tulip", 3)], dataset.Classes.Select(c => (c.Name, c.Train)));
        Assert.Equal(2, dataset.Skipped.Count);
        Assert.All(dataset.Skipped,
            skipped => Assert.Contains($"it is a link to '{Real(folder.At("elsewhere"))}'", skipped.Reason, StringComparison.Ordinal));
        Assert.Equal(0, CountingReaders.Import(folder.At("data"), Options(folder)));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("sub")]
    public void ALinkInACircleIsNamed(string target)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("data/rose", 3);
        folder.WriteClass("data/rose/sub", 3, seed: 10);
        folder.WriteClass("data/tulip", 3, seed: 20);
        Link(folder, "data/rose/loop", target);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((6, 3), (dataset.Classes[0].Train, dataset.Classes[1].Train));
        Assert.EndsWith("loop", Assert.Single(dataset.Skipped).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassThatLinksToTheDatasetIsNoClass()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("data/rose", 3);
        folder.WriteClass("data/tulip", 3, seed: 20);
        Link(folder, "data/all", folder.At("data"));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["rose", "tulip"], dataset.Classes.Select(c => c.Name));
        Assert.Contains("all' was skipped: it is a link to a folder that contains it", Assert.Single(dataset.Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AClassMayBeALink()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("data/rose", 3);
        folder.WriteClass("elsewhere", 3, seed: 20);
        Link(folder, "data/tulip", folder.At("elsewhere"));
        Assert.Equal([3, 3], Import(folder).Classes.Select(c => c.Train));
    }

    [Fact]
    public void AFolderWithoutPermissionIsNamedAndNotCalledEmpty()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions of Unix are needed.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("data/MNIST", 3);
        folder.WriteClass("data/rose", 3, seed: 20);
        folder.WriteClass("data/rose/2021", 3, seed: 30);
        folder.WriteClass("data/tulip", 3, seed: 40);
        string[] closed = [folder.At("data", "MNIST"), folder.At("data", "rose", "2021")];
        Array.ForEach(closed, path => SetMode(path, UnixFileMode.None));
        try
        {
            ImageNetDataset dataset = AsAUser(() => ImageNetImporter.Import(folder.At("data"),
                Options(folder) with { IndexOnly = true }));
            Assert.Equal([("rose", 3), ("tulip", 3)], dataset.Classes.Select(c => (c.Name, c.Train)));
            Assert.Equal(closed, dataset.Skipped.Select(skipped => skipped.Path));
            Assert.All(dataset.Skipped,
                skipped => Assert.Equal("there is no permission to list this folder", skipped.Reason));
            Assert.Contains("'MNIST' (there is no permission to list this folder)", Assert.Single(dataset.Warnings),
                StringComparison.Ordinal);
            Assert.DoesNotContain("without images", dataset.Warnings[0], StringComparison.Ordinal);
        }
        finally
        {
            Array.ForEach(closed, path => SetMode(path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static ImageNetDataset Import(TemporaryFolder folder) =>
        ImageNetImporter.Import(folder.At("data"), Options(folder));

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 };

    private static void Link(TemporaryFolder folder, string name, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(folder.At(name.Split('/')), target);
        }
        catch (IOException e) when (OperatingSystem.IsWindows())
        {
            Assert.Skip($"Windows needs a right for links: {e.Message}");
        }
    }

    // The temporary folder of a Mac is a link.
    private static string Real(string path) => AlexNetPS.Formats.Files.RealPath.Of(path);

    /// <summary>Runs on a thread that files treat as another user's, because permissions do not bind root.</summary>
    private static T AsAUser<T>(Func<T> action)
    {
        if (Environment.UserName != "root" || !OperatingSystem.IsLinux())
            return action();
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileUser(65534);
            try
            {
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }
            finally
            {
                _ = SetFileUser(0);
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint user);
}
