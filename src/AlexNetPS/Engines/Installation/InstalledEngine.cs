namespace AlexNetPS.Engines.Installation;

/// <summary>An installed engine.</summary>
/// <param name="Name">Name of the engine: "torch".</param>
/// <param name="Variant">"cpu" or "cuda".</param>
/// <param name="Version">Version of TorchSharp.</param>
/// <param name="Path">Folder of its native libraries.</param>
/// <param name="Bytes">Size on disk.</param>
public sealed record InstalledEngine(string Name, string Variant, string Version, string Path, long Bytes)
{
    internal const string FileName = "engine.json", Engine = "torch";

    /// <summary>Whether this library can use it; false for one that another version installed.</summary>
    public bool IsCurrent => Version == EnginePackages.Version;

    internal static string Parent => Formats.Files.UserData.Folder("engines");

    /// <summary>The engine that is loaded: that of CUDA, which also has the CPU, if both are installed.</summary>
    internal static InstalledEngine? Current =>
        All(Parent).Where(engine => engine.IsCurrent).MaxBy(engine => engine.Variant, StringComparer.Ordinal);

    /// <summary>Returns the complete installations in a folder.</summary>
    internal static IReadOnlyList<InstalledEngine> All(string parent)
    {
        if (!Directory.Exists(parent))
            return [];
        return
        [
            .. from folder in Directory.EnumerateDirectories(parent, Engine + "-*").Order(StringComparer.Ordinal)
               let parts = System.IO.Path.GetFileName(folder).Split('-')
               where parts.Length == 3 && !parts[2].Contains('.')
                   && File.Exists(System.IO.Path.Combine(folder, FileName))
               select new InstalledEngine(Engine, parts[2], parts[1], folder,
                   new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length)),
        ];
    }

    internal static string FolderName(string variant) => $"{Engine}-{EnginePackages.Version}-{variant}";
}
