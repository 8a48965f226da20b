using PluginFiles = AlexNetPS.Formats.Plugins.Plugin;

namespace AlexNetPS.Engines.Installation;

/// <summary>Native libraries of the torch engine: built into the module, or installed.</summary>
internal static class TorchNatives
{
    public const string Plugin = "AlexNetPS.TorchSharp";

    /// <summary>The reason if there are none for this version; null if the engine can be loaded.</summary>
    public static string? Problem
    {
        get
        {
            if (PluginFiles.HasNatives(Plugin) || InstalledEngine.Current is not null)
                return null;
            return EngineInstaller.Installed is [.., InstalledEngine other]
                ? $"The installed torch engine is version {other.Version}, and this version of AlexNetPS needs "
                    + $"{EnginePackages.Version}. Run: Install-AlexNetEngine Torch -Variant {other.Variant} -Force"
                : InstallAdvice("cuda");
        }
    }

    /// <summary>Returns the command that installs a variant.</summary>
    public static string InstallAdvice(string variant) =>
        $"The torch engine is not installed. Run: Install-AlexNetEngine Torch -Variant {variant}";

    /// <summary>Loads the engine.</summary>
    public static IEngine CreateEngine() => PluginFiles.Create<IEngine>(Plugin,
        natives: PluginFiles.HasNatives(Plugin) ? null : InstalledEngine.Current?.Path);
}
