using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

public class LockFileTests
{
    [Fact]
    public void AHeldFileSaysWhoHoldsItAndIsRefusedAsShared()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "a.lock");
        Assert.False(LockFile.IsHeld(path));
        using (LockFile.Take(path))
        {
            Assert.True(LockFile.IsHeld(path));
            Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName}", LockFile.Holder(path));
            Assert.True(HeldFile.IsShared(Assert.ThrowsAny<IOException>(() => LockFile.Take(path))));
        }

        Assert.False(LockFile.IsHeld(path));
        File.WriteAllText(path, "\u001b[2J");
        Assert.Null(LockFile.Holder(path));
        LockFile.Take(path, FileOptions.DeleteOnClose).Dispose();
        Assert.False(File.Exists(path));
        Assert.Null(LockFile.Holder(path));
    }

    [Theory]
    [InlineData(30)] // EROFS
    [InlineData(28)] // ENOSPC
    [InlineData(5)] // EIO
    [InlineData(13)] // EACCES
    public void OtherErrorsAreNoHolders(int error)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Numbers of other systems.");
        Assert.False(HeldFile.IsShared(new IOException("", error)));
    }

    [Fact]
    public void AFullDiskIsNoReasonNotToHoldIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is a full disk.");
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "a.lock");
        File.CreateSymbolicLink(path, "/dev/full");
        Exception? failure = Record.Exception(() => LockFile.Take(path).Dispose());
        // Another run of this test may hold the device.
        Assert.True(failure is null || HeldFile.IsShared(failure), failure?.ToString());
    }
}
