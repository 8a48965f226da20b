using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>Native libraries of the TorchSharp package.</summary>
internal static class NativeTorch
{
    // Null in a build that uses an installed engine.
    private static readonly string? _builtWith =
        typeof(NativeTorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(data => data.Key == "TorchPackage")?.Value;

    /// <summary>The package of the native libraries: "TorchSharp-cuda-windows".</summary>
    public static string Package { get; } =
        _builtWith ?? $"TorchSharp-{InstalledEngine.Current?.Variant ?? "cpu"}";

    /// <summary>Whether the package can use a GPU.</summary>
    public static bool HasCuda => Package.Contains("cuda", StringComparison.Ordinal);

    /// <summary>How to get libraries that support GPUs.</summary>
    public static string GpuAdvice => _builtWith is null
        ? "Run: Install-AlexNetEngine Torch -Variant cuda, and start PowerShell again."
        : $"Build with -p:UseTorchSharp=cuda-{(OperatingSystem.IsWindows() ? "windows" : "linux")}.";

    /// <summary>Versions of TorchSharp and libtorch, as TorchSharp states them.</summary>
    public static string Versions => $"{TorchSharp}, for libtorch {torch.__version__}";

    // Not through a member of torch, whose first use loads the library.
    private static string TorchSharp => $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}";

    private static bool _loaded;

    /// <summary>Loads the native libraries.</summary>
    /// <exception cref="EngineException">They cannot be loaded; the message states the system's reason.</exception>
    public static void Load()
    {
        // A second libtorch registers its operators with the first, finds them registered, and ends the process.
        if (!_loaded && Loaded() is string other)
        {
            throw new EngineException($"This process has loaded a libtorch before ('{other}'), and only "
                + "one can be loaded. Use the torch engine in a separate PowerShell.");
        }

        // If TorchSharp does not find its library, it prints pages, searches the package cache and copies gigabytes:
        // check first.
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(e);
        }

        _loaded = true;
        torch.TryInitializeDeviceType(DeviceType.CUDA);
    }

    /// <summary>The error of libraries that cannot be loaded.</summary>
    internal static EngineException Unloadable(Exception e)
    {
        string needs = OperatingSystem.IsWindows() ? "It needs the Visual C++ Redistributable 2015-2022 (x64), and"
            : "It needs the C++ library of GCC 13 or later (GLIBCXX_3.4.32: Debian 13, Ubuntu 24.04), and";
        return new EngineException(
            $"The native library of {Package} cannot be loaded: {Cause(e.Message)}. {needs} the {TorchSharp} "
                + "files of one installation. "
                + (_builtWith is null
                    ? $"Run: Install-AlexNetEngine Torch -Variant {Package["TorchSharp-".Length..]} -Force"
                    : $"Build again with -p:UseTorchSharp={Package["TorchSharp-".Length..]}."), e);
    }

    /// <summary>
    /// Finds the cause in the system's message: not the advice of its first line, and no other name or folder that was
    /// tried for the library, but what is wrong with the file that was found ("libtorch.so: cannot open ...").
    /// </summary>
    internal static string Cause(string message)
    {
        string[] lines =
            message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.Skip(1).FirstOrDefault(line => !IsTried(line)) ?? lines[^1]).TrimEnd('.');

        static bool IsTried(string line) => line.Contains("LibTorchSharp", StringComparison.Ordinal)
            && line.Contains(": cannot open shared object file", StringComparison.Ordinal);
    }

    /// <summary>Returns the context of the loaded libtorch; null if its functions have other names.</summary>
    public static TorchContext? Context() =>
        Loaded() is string file ? TorchContext.Find(NativeLibrary.Load(file)) : null;

    private static string? Loaded()
    {
        using Process process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(
            module => module.ModuleName.Contains("torch_cpu", StringComparison.OrdinalIgnoreCase))?.FileName;
    }
}
