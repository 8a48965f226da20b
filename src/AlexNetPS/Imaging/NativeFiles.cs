using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging;

/// <summary>
/// Where a native decoder may lie on a platform, in the order in which it is tried: the module's own folders before the
/// system's.
/// </summary>
/// <param name="Platform"><c>win</c>, <c>osx</c> or <c>linux</c>.</param>
/// <param name="Identifiers">
/// The runtime identifiers that name the module's folders. A .NET built by a distribution calls itself after that
/// distribution, where a package has the portable name; so both are looked for.
/// </param>
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

    /// <summary>Folders of the variable PATH.</summary>
    public IReadOnlyList<string> SearchPath { get; init; } =
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            ?? [];

    /// <summary>
    /// Paths in and below <paramref name="own"/>, then names that the system's loader looks up by its own rules.
    /// </summary>
    public IEnumerable<string> Candidates(string library, string? own)
    {
        string[] names = FileNames(library);
        string[] folders = string.IsNullOrEmpty(own) ? []
            : [own, .. Identifiers.SelectMany(identifier =>
                new[] { Path.Combine(own, identifier), Path.Combine(own, "runtimes", identifier, "native") })];
        // Homebrew's folders are not on the loader's path, and on Windows .NET leaves PATH out.
        IEnumerable<string> further = Platform switch
        {
            "osx" => ["/opt/homebrew/lib", "/usr/local/lib"],
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
