using AlexNetPS.Engines;
using AlexNetPS.Engines.Installation;
using NuGet.Configuration;
using NuGet.Protocol.Core.Types;

namespace AlexNetPS.Packages;

/// <summary>Packages of the user's NuGet sources: folders and v3 feeds, with their credentials and proxies.</summary>
public sealed class NuGetFeed : IPackageFeed
{
    private readonly Dictionary<string, IPackageOrigin> _origins = [];

    PackageOffer? IPackageFeed.Find(string id, string version, string? source, string folder,
        CancellationToken cancellation)
    {
        foreach (PackageSource each in Sources(source, folder))
        {
            try
            {
                if (Origin(each).Find(id, version, cancellation) is PackageOffer offer)
                    return offer;
            }
            catch (Exception e) when (e is NuGetProtocolException or HttpRequestException or IOException)
            {
                throw new EngineException($"The NuGet source '{each.Source}' cannot be read: "
                    + e.GetBaseException().Message, e);
            }
        }

        return null;
    }

    void IPackageFeed.Copy(PackageOffer offer, FileStream target, Action transferred, CancellationToken cancellation)
    {
        try
        {
            _origins[offer.Source].Copy(offer.Address, target, transferred, cancellation);
        }
        catch (Exception e) when (e is NuGetProtocolException or HttpRequestException or TimeoutException)
        {
            throw new IOException(e.GetBaseException().Message, e);
        }
    }

    private static IEnumerable<PackageSource> Sources(string? source, string folder)
    {
        PackageSource[] configured =
            [.. new PackageSourceProvider(Settings.LoadDefaultSettings(folder)).LoadPackageSources()];
        if (source is null)
            return configured.Where(each => each.IsEnabled);
        PackageSource given = configured.FirstOrDefault(
            each => each.Name.Equals(source, StringComparison.OrdinalIgnoreCase)) ?? new PackageSource(
                source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, folder));
        return !given.IsLocal || Directory.Exists(given.Source) ? [given]
            : throw new EngineException($"The NuGet source '{source}' is neither an existing folder nor an address nor "
                + "the name of a configured source.");
    }

    private IPackageOrigin Origin(PackageSource source)
    {
        if (!_origins.TryGetValue(source.Source, out IPackageOrigin? origin))
            _origins[source.Source] = origin = source.IsLocal ? new FolderOrigin(source) : new HttpOrigin(source);
        return origin;
    }
}
