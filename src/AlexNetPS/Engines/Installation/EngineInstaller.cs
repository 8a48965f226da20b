using System.Runtime.InteropServices;
using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Engines.Installation;

/// <summary>
/// Installs the native libraries of the torch engine from NuGet packages into the user's data folder. The folder gets
/// its name when it is complete, so an interrupted installation is never used; the next one continues its downloads.
/// </summary>
public static class EngineInstaller
{
    /// <summary>"cuda" if the system has an NVIDIA driver, otherwise "cpu".</summary>
    public static string DefaultVariant
    {
        get
        {
            if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint driver))
                return "cpu";
            NativeLibrary.Free(driver);
            return "cuda";
        }
    }

    /// <summary>All complete installations, also those of other versions of this library.</summary>
    public static IReadOnlyList<InstalledEngine> Installed => InstalledEngine.All(InstalledEngine.Parent);

    /// <summary>Version of the engine that this library uses.</summary>
    public static string Version => EnginePackages.Version;

    /// <summary>Returns the size of the download for messages: "132 MB", "over 2.0 GB".</summary>
    /// <exception cref="EngineException">There is no such variant for this system.</exception>
    public static string DownloadSize(string variant) => EnginePackages.For(variant).Size;

    /// <summary>Downloads, checks and unpacks an engine, and replaces an installation of the variant.</summary>
    /// <param name="variant">"cpu" or "cuda".</param>
    /// <param name="source">A folder of packages, the address of a NuGet v3 feed, or the name of a configured source;
    /// null: all configured sources.</param>
    /// <param name="folder">Folder whose NuGet.Config is used, with those above it.</param>
    /// <param name="progress">Called as bytes arrive.</param>
    /// <param name="report">Called with facts for the log: sources, continued downloads.</param>
    /// <param name="cancellation">Cancels; downloaded bytes are kept for the next call.</param>
    /// <exception cref="EngineException">A package is missing or is not the pinned one; nothing was
    /// installed.</exception>
    public static InstalledEngine Install(string variant, string? source, string folder,
        IProgress<InstallProgress>? progress = null, Action<string>? report = null,
        CancellationToken cancellation = default) =>
        Install(EnginePackages.For(variant), Plugin.Create<IPackageFeed>("AlexNetPS.Packages"), source, folder,
            InstalledEngine.Parent, progress, report ?? (_ => { }), cancellation);

    /// <summary>Deletes an installation.</summary>
    /// <exception cref="IOException">A process uses it (Windows).</exception>
    public static void Uninstall(InstalledEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        // Without this file the folder does not count, whatever else can be deleted.
        HeldFile.Retry(() => File.Delete(Path.Combine(engine.Path, InstalledEngine.FileName)));
        HeldFile.Retry(() => Directory.Delete(engine.Path, recursive: true));
    }

    internal static InstalledEngine Install(EnginePackages packages, IPackageFeed feed, string? source, string folder,
        string parent, IProgress<InstallProgress>? progress, Action<string> report, CancellationToken cancellation)
    {
        string downloads = Path.Combine(parent, "downloads");
        string target = Path.Combine(parent, InstalledEngine.FolderName(packages.Variant));
        string partial = target + ".partial";
        Directory.CreateDirectory(downloads);
        using FileStream held = Lock(target + ".lock");
        PackageOffer[] offers =
            [.. packages.Packages.Select(package => Find(feed, package, source, folder, cancellation))];
        long?[] sizes = [.. packages.Packages.Zip(offers, (package, offer) => offer.Bytes ?? package.Bytes)];
        long total = sizes.All(size => size is not null) ? sizes.Sum(size => size!.Value) : 0;
        var meter = new DownloadMeter(total, progress);
        var download = new PackageDownload(feed, downloads, meter, report);
        var files = new List<string>();
        foreach ((EnginePackage package, PackageOffer offer) in packages.Packages.Zip(offers))
        {
            meter.Next($"Downloading {package.Id}");
            report($"{package.Id} {package.Version} from '{offer.Source}'.");
            files.Add(download.Fetch(package, offer, cancellation));
        }

        meter.Next("Unpacking");
        Delete(partial);
        Directory.CreateDirectory(partial);
        try
        {
            var unpacking = new PackageUnpacking(partial, packages.Runtime);
            foreach (string file in files)
                unpacking.Add(file, cancellation);
            unpacking.Finish(cancellation);
            FileReplacement.Write(Path.Combine(partial, InstalledEngine.FileName),
                stream => JsonSerializer.Serialize(stream, packages));
            Publish(partial, target);
        }
        finally
        {
            FileReplacement.Quietly(() => Delete(partial));
        }

        foreach (string file in files)
            FileReplacement.Quietly(() => File.Delete(file));
        return InstalledEngine.All(parent).Single(engine => engine.Path == target);
    }

    private static PackageOffer Find(IPackageFeed feed, EnginePackage package, string? source, string folder,
        CancellationToken cancellation) =>
        feed.Find(package.Id, package.Version, source, folder, cancellation)
            ?? throw new EngineException($"The package {package.Id} {package.Version} is not in "
                + $"{(source is null ? "the configured NuGet sources" : $"'{source}'")}; nothing was installed. "
                + "-Source names a folder or feed that has it.");

    // Two installations would write the same files.
    private static FileStream Lock(string path)
    {
        try
        {
            return LockFile.Take(path, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (HeldFile.IsShared(e))
        {
            throw new EngineException($"Another process is installing this engine ('{path}' is open). Wait for it.", e);
        }
    }

    private static void Publish(string partial, string target)
    {
        string previous = target + ".previous";
        Delete(previous);
        if (Directory.Exists(target))
            HeldFile.Retry(() => Directory.Move(target, previous));
        HeldFile.Retry(() => Directory.Move(partial, target));
        FileReplacement.Quietly(() => Delete(previous));
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
