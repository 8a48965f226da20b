using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Tests.Formats;

public class MachineFailureTests
{
    [Fact]
    public void AFullDiskOrMemoryIsFoundInWhatWrapsIt()
    {
        var full = new IOException("full", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        Assert.True(MachineFailure.Is(full));
        Assert.True(MachineFailure.Is(new DatasetException("the store cannot be written", full)));
        Assert.True(MachineFailure.Is(new AggregateException(new OutOfMemoryException())));
        Assert.False(MachineFailure.Is(new DatasetException("no images", new IOException("damaged"))));
    }
}
