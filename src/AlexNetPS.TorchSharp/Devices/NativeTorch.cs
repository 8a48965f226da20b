using System.Reflection;
using System.Runtime.InteropServices;
using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>The native libraries that the package brings.</summary>
internal static class NativeTorch
{
    /// <summary>The package this assembly was built with: "TorchSharp-cuda-windows".</summary>
    public static string Package { get; } = typeof(NativeTorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "TorchPackage").Value!;

    /// <summary>Whether the package can use a card.</summary>
    public static bool HasCuda => Package.Contains("cuda", StringComparison.Ordinal);

    /// <summary>TorchSharp and libtorch, as TorchSharp names them.</summary>
    public static string Versions => $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, for libtorch {torch.__version__}";

    /// <summary>Loads them.</summary>
    /// <exception cref="EngineException">They cannot be; the message has the system's reason.</exception>
    public static void Load()
    {
        // TorchSharp prints pages, searches the package cache and copies gigabytes where it does not find its library: ask first.
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string needs = OperatingSystem.IsWindows() ? "It needs the Visual C++ Redistributable 2015-2022 (x64), and" : "It needs a glibc of the last years, and";
            throw new EngineException(
                $"The native library of {Package} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()} {needs} the {Versions} files of one restore, in the plug-in's folder. Build again with -p:UseTorchSharp={Package["TorchSharp-".Length..]}.", e);
        }

        torch.TryInitializeDeviceType(DeviceType.CUDA);
    }
}
