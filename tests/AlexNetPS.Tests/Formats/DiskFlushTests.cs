using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Datasets;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Tests.Formats;

public class DiskFlushTests
{
    [Fact]
    public void WrittenBytesAreThere()
    {
        using var folder = new TemporaryFolder();
        using FileStream file = File.Create(Path.Combine(folder.Root, "a"));
        file.Write("ab"u8);
        DiskFlush.Of(file);
        Assert.Equal(2, new FileInfo(file.Name).Length);
    }

    [Fact]
    public void WhatTheSystemReportsIsAnErrorThatNamesTheFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems report it to .NET.");
        // No open file has this number, so the system refuses the call (EBADF).
        using var closed = new SafeFileHandle(int.MaxValue, ownsHandle: false);
        IOException failure = Assert.Throws<IOException>(() => DiskFlush.Of(closed, "last.safetensors"));
        Assert.Contains("'last.safetensors' could not be written to the disk", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeviceHasNoDisk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems report it to .NET.");
        using var device = new FileStream("/dev/null", FileMode.Open, FileAccess.Write);
        DiskFlush.Of(device);
    }
}
