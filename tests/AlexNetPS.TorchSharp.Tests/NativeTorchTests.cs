using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>The message of a library that cannot be loaded names the file that is wrong.</summary>
public class NativeTorchTests
{
    private const string First = "Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to "
        + "help diagnose loading problems, consider using a tool like strace: \n", Missing =
        ": cannot open shared object file: No such file or directory";

    [Theory]
    [InlineData(First + "libtorch.so" + Missing + "\n/a/LibTorchSharp.so" + Missing + "\n/a/LibTorchSharp" + Missing + "\n",
        "libtorch.so" + Missing)]
    [InlineData(First + "/a/LibTorchSharp.so" + Missing + "\n/b/libLibTorchSharp.so: undefined symbol: _ZN2at3addE\n",
        "/b/libLibTorchSharp.so: undefined symbol: _ZN2at3addE")]
    [InlineData(First + "/a/LibTorchSharp.so" + Missing + "\n/a/LibTorchSharp" + Missing + "\n",
        "/a/LibTorchSharp" + Missing)]
    [InlineData("Unable to load DLL 'LibTorchSharp': The specified module could not be found.",
        "Unable to load DLL 'LibTorchSharp': The specified module could not be found")]
    public void TheCauseIsTheFileThatIsWrong(string message, string cause) =>
        Assert.Equal(cause, NativeTorch.Cause(message));
}
