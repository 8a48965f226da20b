using AlexNetPS.Formats.Files;

namespace AlexNetPS.Tests.Formats;

public class HeldFileTests
{
    private const int SharingViolation = unchecked((int)0x80070020), DiskFull = unchecked((int)0x80070070);

    [Fact]
    public void AStepIsRepeatedUntilTheFileIsFree()
    {
        int calls = 0;
        List<int> pauses = [];
        HeldFile.Retry(Step, pauses.Add);
        Assert.Equal(4, calls);
        Assert.Equal(3, pauses.Count);
        Assert.Equal(pauses.Order(), pauses);

        void Step()
        {
            if (++calls < 4)
                throw new IOException("held", SharingViolation);
        }
    }

    [Fact]
    public void AFileThatStaysHeldIsTheFailure()
    {
        List<int> pauses = [];
        Assert.Throws<IOException>(
            () => HeldFile.Retry(() => throw new IOException("held", SharingViolation), pauses.Add));
        Assert.InRange(pauses.Count, 3, 20);
    }

    [Fact]
    public void OtherFailuresAreNotRepeated()
    {
        Exception[] failures =
            [new IOException("full", DiskFull), new FileNotFoundException(), new InvalidOperationException()];
        Assert.All(failures, failure => Assert.Same(failure, Assert.ThrowsAny<Exception>(
            () => HeldFile.Retry(() => throw failure, _ => Assert.Fail("It waited.")))));
    }

    [Fact]
    public void AccessThatIsDeniedMeansAHeldFileOnWindowsAlone() =>
        Assert.Equal(OperatingSystem.IsWindows(), HeldFile.IsHeld(new UnauthorizedAccessException()));
}
