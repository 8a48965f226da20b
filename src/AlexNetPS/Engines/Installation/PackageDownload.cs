using System.Security.Cryptography;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Engines.Installation;

/// <summary>Downloads packages into a folder; a .part file is continued, a complete package is checked again.</summary>
internal sealed class PackageDownload(IPackageFeed feed, string folder, DownloadMeter meter, Action<string> report)
{
    private const int Attempts = 4;

    /// <summary>Returns the path of a package whose hash was checked.</summary>
    /// <exception cref="EngineException">The hash is wrong, or the transfer broke too often.</exception>
    public string Fetch(EnginePackage package, PackageOffer offer, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, $"{package.Id}.{package.Version}.nupkg"), part = path + ".part";
        if (File.Exists(path))
            File.Move(path, part, overwrite: true);
        using (var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            // A longer file is not the start of this package.
            if (target.Length > (offer.Bytes ?? package.Bytes))
                target.SetLength(0);
            if (target.Length > 0)
                report($"Continuing {package.Id} after {target.Length:N0} bytes.");
            target.Position = target.Length;
            Transfer(package, offer, target, cancellation);
        }

        Check(package, offer, part, cancellation);
        File.Move(part, path);
        return path;
    }

    private void Transfer(EnginePackage package, PackageOffer offer, FileStream target,
        CancellationToken cancellation)
    {
        if (target.Length > 0 && target.Length == (offer.Bytes ?? package.Bytes))
        {
            meter.Set(target.Length);
            return;
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                feed.Copy(offer, target, () => meter.Set(target.Position), cancellation);
                return;
            }
            catch (IOException e) when (attempt < Attempts)
            {
                report($"The download of {package.Id} broke after {target.Length:N0} bytes: {e.Message}");
                target.Position = target.Length;
                cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(attempt - 1));
                cancellation.ThrowIfCancellationRequested();
            }
            catch (IOException e)
            {
                throw new EngineException($"The download of {package.Id} {package.Version} from '{offer.Source}' "
                    + $"broke {Attempts} times: {e.Message} Run the command again to continue it.", e);
            }
        }
    }

    private void Check(EnginePackage package, PackageOffer offer, string part, CancellationToken cancellation)
    {
        string? expected = package.Sha512 ?? offer.Sha512;
        if (expected is null)
        {
            throw new EngineException($"'{offer.Source}' states no SHA-512 of {package.Id} {package.Version}, and "
                + "AlexNetPS knows none. Use a source that does: nuget.org, or a folder with FILE.nupkg.sha512 next "
                + "to FILE.nupkg.");
        }

        if (package.Sha512 is null)
            report($"The SHA-512 of {package.Id} is the one that '{offer.Source}' states.");
        string actual;
        using (FileStream stream = InputFile.Open(part))
        {
            actual =
                Convert.ToBase64String(SHA512.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult());
        }

        if (actual == expected)
            return;
        FileReplacement.Quietly(() => File.Delete(part));
        throw new EngineException($"{package.Id} {package.Version} from '{offer.Source}' has the SHA-512 {actual}; "
            + $"{expected} was expected. It is damaged or not the pinned package, and was deleted.");
    }
}
