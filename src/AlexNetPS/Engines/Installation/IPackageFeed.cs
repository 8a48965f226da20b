namespace AlexNetPS.Engines.Installation;

/// <summary>Finds and reads packages: the contract of the plug-in for NuGet.</summary>
internal interface IPackageFeed
{
    /// <summary>Returns the first source that has a package; null if none has it.</summary>
    /// <param name="id">Id of the package.</param>
    /// <param name="version">Exact version.</param>
    /// <param name="source">A folder, an address, or the name of a configured source; null: all configured.</param>
    /// <param name="folder">Folder whose NuGet.Config, and those above it, list the configured sources.</param>
    /// <param name="cancellation">Cancels the search.</param>
    /// <exception cref="EngineException">A source cannot be used; the message names it.</exception>
    PackageOffer? Find(string id, string version, string? source, string folder, CancellationToken cancellation);

    /// <summary>Appends the missing rest of a package to a file, or starts again if the source cannot resume.</summary>
    /// <exception cref="IOException">The transfer broke; the target has what arrived.</exception>
    void Copy(PackageOffer offer, FileStream target, Action transferred, CancellationToken cancellation);
}

/// <summary>A package in a source.</summary>
/// <param name="Source">Name of the source for messages.</param>
/// <param name="Address">File or address of the .nupkg.</param>
/// <param name="Bytes">Size; null if the source does not report it.</param>
/// <param name="Sha512">SHA-512 in base64; null if the source does not state it.</param>
internal sealed record PackageOffer(string Source, string Address, long? Bytes, string? Sha512);
