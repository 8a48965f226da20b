namespace AlexNetPS.Formats.Plugins;

/// <summary>Where Homebrew installs libraries on every Mac: the loader does not look there.</summary>
internal static class Homebrew
{
    /// <summary>Folders of Homebrew's two prefixes, for Apple's and for Intel's processors, as it documents them.</summary>
    public static IReadOnlyList<string> LibraryFolders { get; } = ["/opt/homebrew/lib", "/usr/local/lib"];
}
