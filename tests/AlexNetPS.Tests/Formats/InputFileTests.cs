using System.Text;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Formats.Text;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

/// <summary>How much of a file is read is decided before it is read.</summary>
public class InputFileTests
{
    // More than an array holds.
    private const long Huge = 5L << 30;

    [Fact]
    public void AFileOfTheLimitIsReadAndALongerOneIsNot()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("text", Encoding.UTF8.GetBytes("\uFEFFa\u00E9\nb"));
        Assert.Equal("a\u00E9\nb", InputFile.ReadText(path, 8));
        Assert.Equal(["a\u00E9", "b"], InputFile.ReadLines(path, 8));
        Assert.Equal(8, InputFile.ReadBytes(path, 8).Length);
        Assert.Equal("it has 8 bytes; at most 7 are read",
            Assert.Throws<FormatException>(() => InputFile.ReadBytes(path, 7)).Message);
        Assert.Empty(InputFile.ReadBytes(folder.Write("empty", []), 7));
    }

    [Fact]
    public void AFolderIsNoFile()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains($"'{folder.Root}' is a folder; the name of a file is needed.",
            Assert.Throws<IOException>(() => InputFile.Open(folder.Root)).Message, StringComparison.Ordinal);
    }

    /// <summary>Zeros without end, as a file that was never written.</summary>
    [Theory]
    [MemberData(nameof(UserFiles.Names), MemberType = typeof(UserFiles))]
    public void AHugeFileTakesNoMemory(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such a file takes its space on the disk.");
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, []);
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(Huge);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception refusal = Assert.ThrowsAny<Exception>(() => UserFiles.Read(path));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsNotType<OutOfMemoryException>(refusal);
        Assert.InRange(allocated, 0, 512L << 20);
    }

    [Theory]
    [InlineData("(2000000000,)")]
    [InlineData("(4294967296, 4294967296)")]
    [InlineData("(3037000500, 3037000500, 2)")]
    [InlineData("(99999999999999999999,)")]
    [InlineData("(-5,)")]
    public void AnArrayTakesNoMoreMemoryThanItsFileHas(string shape)
    {
        using var folder = new TemporaryFolder();
        string text = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        string path = folder.Write("mean.npy",
            [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(text), .. new byte[64]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => NpyFile.Read<double>(path, "<f8", out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    /// <summary>A list is checked whole before its first row is used.</summary>
    [Fact]
    public void TheCheckOfAListStops()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("list.csv", Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("path,label\n", 1 << 14))));
        using var stopping = new CancellationTokenSource();
        using (StreamReader text = TextFile.Open(path, null, stopping.Token))
            Assert.Equal("path,label", text.ReadLine());
        stopping.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TextFile.Open(path, null, stopping.Token));
    }
}
