using AlexNetPS.Formats.Files;

namespace AlexNetPS.Tests.Formats;

public sealed class SharingViolationTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(FileAccess.ReadWrite, FileShare.None)]
    [InlineData(FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)]
    public void AFileThatIsHeldIsTold(FileAccess access, FileShare share)
    {
        using var held = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(SharingViolation.Is(Assert.Throws<IOException>(
            () => new FileStream(_path, FileMode.Open, access, share).Dispose())));
    }

    /// <summary>EIO, ENOSPC, EROFS and ELOOP of Linux; write protected and disk full of Windows.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(unchecked((int)0x80070013))]
    [InlineData(unchecked((int)0x80070070))]
    public void NoOtherFailureIsOne(int code) => Assert.False(SharingViolation.Is(new IOException("failed", code)));
}
