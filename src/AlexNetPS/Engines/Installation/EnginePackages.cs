using System.Runtime.InteropServices;
using System.Text.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Engines.Installation;

/// <summary>A pinned package.</summary>
/// <param name="Id">NuGet id.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Sha512">SHA-512 of the .nupkg file in base64; null if not known, then the source's is used.</param>
/// <param name="Bytes">Size of the .nupkg file; null if not known.</param>
internal sealed record EnginePackage(string Id, string Version, string? Sha512 = null, long? Bytes = null);

/// <summary>Packages of one variant for one system, fragments of a split file in the order of the file.</summary>
/// <param name="Variant">"cpu" or "cuda".</param>
/// <param name="Runtime">.NET runtime identifier: "linux-x64".</param>
/// <param name="Packages">The packages; the files of a later one may continue those of an earlier one.</param>
/// <param name="AtLeastBytes">Lower bound of the download if not all sizes are known.</param>
internal sealed record EnginePackages(string Variant, string Runtime, IReadOnlyList<EnginePackage> Packages,
    long AtLeastBytes = 0)
{
    private static readonly Lazy<Pins> _torch = new(() =>
    {
        using Stream stream = typeof(EnginePackages).Assembly.GetManifestResourceStream("TorchPackages.json")!;
        return JsonSerializer.Deserialize<Pins>(stream, JsonSerializerOptions.Web)!;
    });

    private sealed record Pins(string Version, IReadOnlyList<EnginePackages> Variants);

    /// <summary>Version of TorchSharp that this library is built for.</summary>
    public static string Version => _torch.Value.Version;

    /// <summary>Download size for messages: "132 MB", "over 2.0 GB".</summary>
    public string Size => Packages.All(package => package.Bytes is not null)
        ? ByteText.Of(Packages.Sum(package => package.Bytes!.Value))
        : $"over {ByteText.Of(AtLeastBytes)}";

    /// <summary>Returns the packages for this system.</summary>
    /// <exception cref="EngineException">There are none.</exception>
    public static EnginePackages For(string variant)
    {
        string runtime = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-"
            + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return _torch.Value.Variants.FirstOrDefault(packages => packages.Runtime == runtime
            && packages.Variant.Equals(variant, StringComparison.OrdinalIgnoreCase))
            ?? throw new EngineException($"There is no torch engine of variant '{variant}' for {runtime}. Known: "
                + string.Join(", ", _torch.Value.Variants.Select(known => $"{known.Variant} for {known.Runtime}"))
                + ".");
    }
}
