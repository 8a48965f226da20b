using AlexNetPS.Engines.Installation;
using AlexNetPS.Formats.Files;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace AlexNetPS.Packages;

/// <summary>Packages in a folder, flat or in one folder for each id and version.</summary>
internal sealed class FolderOrigin(PackageSource source) : IPackageOrigin
{
    private const int MaxHashBytes = 1 << 10;

    private readonly FindLocalPackagesResource _packages =
        Repository.Factory.GetCoreV3(source).GetResource<FindLocalPackagesResource>()!;

    public PackageOffer? Find(string id, string version, CancellationToken cancellation)
    {
        LocalPackageInfo? found = Directory.Exists(source.Source) ? _packages.GetPackage(
            new PackageIdentity(id, NuGetVersion.Parse(version)), NullLogger.Instance, cancellation) : null;
        if (found is null)
            return null;
        string hash = found.Path + ".sha512";
        return new(source.Source, found.Path, new FileInfo(found.Path).Length,
            File.Exists(hash) ? InputFile.ReadText(hash, MaxHashBytes).Trim() : null);
    }

    public void Copy(string address, FileStream target, Action transferred, CancellationToken cancellation)
    {
        using FileStream file = InputFile.Open(address);
        file.Position = target.Length;
        StreamCopy.Append(file, target, transferred, cancellation);
    }
}
