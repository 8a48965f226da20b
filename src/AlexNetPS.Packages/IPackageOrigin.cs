using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Packages;

/// <summary>One source of packages.</summary>
internal interface IPackageOrigin
{
    PackageOffer? Find(string id, string version, CancellationToken cancellation);

    void Copy(string address, FileStream target, Action transferred, CancellationToken cancellation);
}
