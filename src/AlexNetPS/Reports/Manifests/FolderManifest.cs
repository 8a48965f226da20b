using System.Reflection;
using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Recipes;

namespace AlexNetPS.Reports.Manifests;

/// <summary>
/// Contents of manifest.json: the files of a folder with their SHA-256, and where its model comes from. Neither times,
/// users nor paths of a machine are in it, so the same export is the same file.
/// </summary>
internal sealed record FolderManifest
{
    /// <summary>Name of the file in its folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>What <see cref="Format"/> says.</summary>
    public const string FormatName = "alexnetps-manifest";

    /// <summary>Version that this library writes.</summary>
    public const int LatestFormat = 1;

    /// <summary>Tells the file from the many other manifest.json.</summary>
    public required string Format { get; init; }

    /// <summary>Version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Version and source of the module that wrote it.</summary>
    public required ManifestModule Module { get; init; }

    /// <summary>The model.</summary>
    public required ManifestModel Model { get; init; }

    /// <summary>The training dataset; null if unknown.</summary>
    public ManifestDataset? Dataset { get; init; }

    /// <summary>The machine that trained; null if unknown.</summary>
    public ManifestMachine? Machine { get; init; }

    /// <summary>The files, in ordinal order of their paths; without the manifest itself.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        // The same bytes on every system.
        var json = new JsonSerializerOptions(RecipeFile.Json) { NewLine = "\n" };
        FileReplacement.WriteText(path, writer => writer.Write(JsonSerializer.Serialize(this, json) + "\n"));
    }
}

/// <summary>The module that wrote a manifest.</summary>
internal sealed record ManifestModule
{
    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Commit of the source from which it was built; null if the build knew none.</summary>
    public string? Commit { get; init; }

    /// <summary>This module.</summary>
    public static ManifestModule Current { get; } = Parse(typeof(ManifestModule).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary>Reads "0.1.0+COMMIT".</summary>
    public static ManifestModule Parse(string informationalVersion)
    {
        string[] parts = informationalVersion.Split('+', 2);
        return new() { Version = parts[0], Commit = parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null };
    }
}

/// <summary>The model of a manifest.</summary>
internal sealed record ManifestModel
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of names, shapes and values of the weights, the same for every file format.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>SHA-256 of the recipe as JSON.</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>Seed of the training; null if unknown.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Version of the module that trained; null if unknown.</summary>
    public string? TrainedBy { get; init; }
}

/// <summary>The training dataset of a manifest.</summary>
internal sealed record ManifestDataset
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of names, labels, splits and contents of its images; null if unknown.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>The machine that trained, without its name.</summary>
internal sealed record ManifestMachine
{
    /// <summary>Operating system with its version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>.NET version.</summary>
    public required string Runtime { get; init; }

    /// <summary>Engine with version, precision and a chosen convolution; null if several have trained.</summary>
    public string? Engine { get; init; }

    /// <summary>Value of -Device.</summary>
    public required string Device { get; init; }

    /// <summary>Processor or GPU.</summary>
    public required string DeviceDescription { get; init; }

    /// <summary>Number of processors.</summary>
    public required int Processors { get; init; }
}

/// <summary>One file of a manifest.</summary>
internal sealed record ManifestFile
{
    /// <summary>Path relative to the folder, with '/'.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of its content, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
