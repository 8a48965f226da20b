using System.Net;
using System.Net.Http.Headers;
using AlexNetPS.Engines.Installation;
using Newtonsoft.Json.Linq;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace AlexNetPS.Packages;

/// <summary>Packages of a v3 feed.</summary>
internal sealed class HttpOrigin : IPackageOrigin
{
    private readonly PackageSource _source;
    private readonly HttpSource _http;
    private readonly Uri? _packages;
    private readonly RegistrationResourceV3? _registrations;

    public HttpOrigin(PackageSource source)
    {
        SourceRepository repository = Repository.Factory.GetCoreV3(source);
        _source = source;
        _http = Resource<HttpSourceResource>(repository)!.HttpSource;
        _packages = Resource<ServiceIndexResourceV3>(repository)?
            .GetServiceEntryUris(ServiceTypes.PackageBaseAddress) is [Uri first, ..] ? first : null;
        _registrations = Resource<RegistrationResourceV3>(repository);
    }

    public PackageOffer? Find(string id, string version, CancellationToken cancellation)
    {
        if (_packages is null)
            throw new IOException("it does not serve package contents as NuGet v3 does.");
        string file = $"{id}.{version}".ToLowerInvariant();
        string address = $"{_packages.AbsoluteUri.TrimEnd('/')}/{id.ToLowerInvariant()}/{version}/{file}.nupkg";
        using var cache = new SourceCacheContext();
        (bool found, long? bytes) = _http.ProcessResponseAsync(Request(HttpMethod.Head, address), response =>
            Task.FromResult(response.StatusCode switch
            {
                HttpStatusCode.NotFound => (false, null),
                // The source does not answer such requests; the download reports a missing package.
                HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => (true, null),
                _ => (response.EnsureSuccessStatusCode().IsSuccessStatusCode, response.Content.Headers.ContentLength),
            }),
            cache, NullLogger.Instance, cancellation).GetAwaiter().GetResult();
        return found ? new(_source.Source, address, bytes, StatedHash(id, version, cache, cancellation)) : null;
    }

    public void Copy(string address, FileStream target, Action transferred, CancellationToken cancellation)
    {
        using var cache = new SourceCacheContext();
        HttpSourceRequest request = Request(HttpMethod.Get, address, target.Length);
        _http.ProcessResponseAsync(request, async response =>
        {
            // Nothing is missing: the size was not known.
            if (target.Length > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return true;
            response.EnsureSuccessStatusCode();
            // A source that cannot resume sends the whole file.
            if (response.StatusCode != HttpStatusCode.PartialContent)
                target.SetLength(0);
            using Stream content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            StreamCopy.Append(content, target, transferred, cancellation);
            return true;
        }, cache, NullLogger.Instance, cancellation).GetAwaiter().GetResult();
    }

    // Only the catalog of a feed states hashes; many feeds have none.
    private string? StatedHash(string id, string version, SourceCacheContext cache, CancellationToken cancellation)
    {
        try
        {
            JObject? leaf = _registrations?.GetPackageMetadata(new PackageIdentity(id, NuGetVersion.Parse(version)),
                cache, NullLogger.Instance, cancellation).GetAwaiter().GetResult();
            if ((string?)leaf?["@id"] is not string catalog)
                return null;
            JObject? entry = _http.GetJObjectAsync(new HttpSourceRequest(catalog, NullLogger.Instance),
                NullLogger.Instance, cancellation).GetAwaiter().GetResult();
            return (string?)entry?["packageHashAlgorithm"] == "SHA512" ? (string?)entry["packageHash"] : null;
        }
        catch (Exception e) when (e is NuGetProtocolException or HttpRequestException)
        {
            return null;
        }
    }

    // Not GetResource, which wraps the exceptions.
    private static T? Resource<T>(SourceRepository repository) where T : class, INuGetResource =>
        repository.GetResourceAsync<T>().GetAwaiter().GetResult();

    private static HttpSourceRequest Request(HttpMethod method, string address, long offset = 0) => new(() =>
    {
        HttpRequestMessage message = HttpRequestMessageFactory.Create(method, address, NullLogger.Instance);
        if (offset > 0)
            message.Headers.Range = new RangeHeaderValue(offset, null);
        return message;
    });
}
