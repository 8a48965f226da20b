using System.Runtime.InteropServices;
using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Imaging;

/// <summary>
/// Candidate paths of a native decoder on a platform, in the order in which they are tried: the module's own folders
/// before the system's.
/// </summary>
/// <param name="Platform"><c>win</c>, <c>osx</c> or <c>linux</c>.</param>
/// <param name="Identifiers">Runtime identifiers that name the module's folders. A .NET built by a distribution uses
/// that distribution's identifier while packages use the portable one, so both are tried.</param>
internal sealed record NativeFiles(string Platform, IReadOnlyList<string> Identifiers)
{
    public static NativeFiles Current { get; } = new(
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux",
        RuntimeInformation.RuntimeIdentifier,
        RuntimeInformation.ProcessArchitecture);

    public NativeFiles(string platform, string identifier, Architecture architecture)
        : this(platform,
            [.. new[] { identifier, $"{platform}-{architecture.ToString().ToLowerInvariant()}" }.Distinct()])
    {
    }

    /// <summary>Folders of the PATH variable.</summary>
    public IReadOnlyList<string> SearchPath { get; init; } =
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            ?? [];

    /// <summary>
    /// Returns paths in and below <paramref name="own"/>, then names that the system's loader resolves by its own
    /// rules.
    /// </summary>
    public IEnumerable<string> Candidates(string library, string? own)
    {
        string[] names = FileNames(library);
        string[] folders = string.IsNullOrEmpty(own) ? []
            : [own, .. Identifiers.SelectMany(identifier =>
                new[] { Path.Combine(own, identifier), Path.Combine(own, "runtimes", identifier, "native") })];
        // On Windows .NET does not search PATH.
        IEnumerable<string> further = Platform switch
        {
            "osx" => Homebrew.LibraryFolders,
            "win" => SearchPath.Where(folder => Path.IsPathRooted(folder)),
            _ => [],
        };
        return [.. InFolders(folders), .. names, .. InFolders(further)];

        IEnumerable<string> InFolders(IEnumerable<string> places) =>
            places.SelectMany(folder => names.Select(name => Path.Combine(folder, name)));
    }

    private string[] FileNames(string library) => (library, Platform) switch
    {
        (NativeLibraries.TurboJpeg, "win") => ["turbojpeg.dll", "libturbojpeg.dll"],
        (NativeLibraries.TurboJpeg, "osx") => ["libturbojpeg.dylib", "libturbojpeg.0.dylib"],
        (NativeLibraries.TurboJpeg, _) => ["libturbojpeg.so.0", "libturbojpeg.so"],
        (_, "win") => ["libpng16.dll", "png16.dll"],
        (_, "osx") => ["libpng16.dylib", "libpng16.16.dylib"],
        _ => ["libpng16.so.16", "libpng16.so"],
    };
}
