using PluginFiles = AlexNetPS.Formats.Plugins.Plugin;

namespace AlexNetPS.Engines.Installation;

/// <summary>Native libraries of the torch engine: built into the module, or installed.</summary>
internal static class TorchNatives
{
    private const string Plugin = "AlexNetPS.TorchSharp";

    /// <summary>The devices that the engine probably has; see <see cref="EnginePlugin"/>.</summary>
    public static IReadOnlyList<EngineDevice> Devices => PluginFiles.HasNatives(Plugin)
        ? Expected(null, null)
        : Of(InstalledEngine.Current, EngineInstaller.Installed);

    /// <summary>Returns the devices of an installed engine.</summary>
    /// <param name="current">The engine that is loaded; null if there is none.</param>
    /// <param name="installed">Those of other versions too.</param>
    public static IReadOnlyList<EngineDevice> Of(InstalledEngine? current, IReadOnlyList<InstalledEngine> installed)
    {
        if (current is not null)
        {
            return Expected(current.Variant == "cuda" ? null
                : "The torch engine is installed without support for GPUs. " + Command("cuda"), null);
        }

        if (installed is not [.., InstalledEngine other])
        {
            const string Missing = "The torch engine is not installed. ";
            return Expected(Missing + Command("cuda"), Missing + Command("cpu"));
        }

        string outdated = $"The installed torch engine is version {other.Version}, and this version of AlexNetPS needs "
            + $"{EnginePackages.Version}. {Command(other.Variant)} -Force";
        return Expected(outdated, outdated);
    }

    /// <summary>Loads the engine.</summary>
    public static IEngine CreateEngine() => PluginFiles.Create<IEngine>(Plugin,
        natives: PluginFiles.HasNatives(Plugin) ? null : InstalledEngine.Current?.Path);

    private static string Command(string variant) => $"Run: Install-AlexNetEngine Torch -Variant {variant}";

    private static EngineDevice[] Expected(string? noGpu, string? noProcessor) =>
    [
        new(InstalledEngine.Engine, "cuda:0", "NVIDIA GPU, through TorchSharp") { Reason = noGpu },
        new(InstalledEngine.Engine, "torch:cpu", "libtorch on the processor") { Reason = noProcessor },
    ];
}
