using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>What the parts of an import have in common: its source as listed, and its options.</summary>
internal sealed record JointImport
{
    private const int LongestValue = 60;

    public required string Source { get; init; }

    /// <summary>Whether the source is a file.</summary>
    public required bool IsFile { get; init; }

    /// <summary>Folders of each split; the source otherwise.</summary>
    public required string Identity { get; init; }

    public required string Layout { get; init; }

    public required StoreFormat StoreFormat { get; init; }

    public required int ImageSize { get; init; }

    public required int MaximumSide { get; init; }

    public required ImageCrop Crop { get; init; }

    public required int Quality { get; init; }

    public required long ShardSize { get; init; }

    public required int ShardImages { get; init; }

    public required DecodeLimits Limits { get; init; }

    public required double ValidationFraction { get; init; }

    public required double TestFraction { get; init; }

    public required ulong Seed { get; init; }

    public required GroupingOptions? Grouping { get; init; }

    public required ImageSelection Selection { get; init; }

    /// <summary>Folder name of the store.</summary>
    public required string Store { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyDictionary<string, string> Descriptions { get; init; }

    public required IReadOnlyDictionary<string, string?>? ClassMap { get; init; }

    public required int? Corrections { get; init; }

    public required IReadOnlyList<string> Properties { get; init; }

    public required ImageShape? Shape { get; init; }

    /// <summary>Identity of each archive, by relative path.</summary>
    public required IReadOnlyDictionary<string, string> Archives { get; init; }

    /// <summary>SHA-256 of the listed files of each class: names, lengths, times and what is known of them.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public static JointImport Of(DatasetSource source, FolderListing listing, ImportOptions options) => new()
    {
        Source = source.Path,
        IsFile = source.IsFile,
        Identity = FileNames.Key(source.Identity),
        Layout = listing.Layout,
        StoreFormat = options.StoreFormat,
        ImageSize = options.ImageSize,
        MaximumSide = options.LongestSide,
        Crop = options.Crop,
        Quality = options.Quality,
        ShardSize = options.ShardSize,
        ShardImages = options.ShardImages,
        Limits = options.Limits,
        ValidationFraction = options.ValidationFraction,
        TestFraction = options.TestFraction,
        Seed = options.Seed,
        Grouping = options.Grouping,
        Selection = options.Selection,
        Store = Path.GetFileName(StorePaths.For(source, options).Store),
        Classes = listing.Classes,
        Descriptions = listing.Descriptions,
        ClassMap = listing.ClassMap,
        Corrections = listing.Corrections,
        Properties = listing.PropertyNames,
        Shape = listing.Shape,
        Archives = ArchiveIdentity.Of(source.Root, listing.Files),
        Files = Digests(listing.Files),
        Warnings = [.. listing.Warnings],
    };

    public DatasetSource ToSource() => new(Source, IsFile);

    public ImportOptions ToOptions() => new()
    {
        StoreFormat = StoreFormat,
        ImageSize = ImageSize,
        MaximumSide = MaximumSide,
        Crop = Crop,
        Quality = Quality,
        ShardSize = ShardSize,
        ShardImages = ShardImages,
        Limits = Limits,
        ValidationFraction = ValidationFraction,
        TestFraction = TestFraction,
        Seed = Seed,
        GroupColumn = Grouping?.Column,
        GroupPattern = Grouping?.Pattern,
        GroupNearDuplicates = Grouping?.NearDuplicates == true,
        Selection = Selection,
    };

    public FolderListing ToListing(IReadOnlyList<SourceFile> files) => new(Layout, files, Classes, [.. Warnings])
    {
        Descriptions = Descriptions,
        ClassMap = ClassMap,
        Corrections = Corrections,
        PropertyNames = Properties,
        Shape = Shape,
    };

    /// <summary>Returns the first thing in which two imports differ; null for none.</summary>
    public string? Difference(JointImport other)
    {
        JsonObject mine = ToJson(this), others = ToJson(other);
        foreach ((string name, JsonNode? value) in mine)
        {
            // Its spelling may differ on Windows; the identity tells whether it is another.
            if (name == nameof(Source) || JsonNode.DeepEquals(value, others[name]))
                continue;
            if (name is nameof(Files) or nameof(Archives))
                return Changed((JsonObject)value!, (JsonObject)others[name]!, name == nameof(Files));
            string one = Text(value), another = Text(others[name]);
            string of = name == nameof(Identity) ? nameof(Source) : name;
            return $"{of} is {one} in the one and {another} in the other";
        }

        return null;
    }

    private static JsonObject ToJson(JointImport import) =>
        JsonSerializer.SerializeToNode(import, PartManifest.Json)!.AsObject();

    private static string Changed(JsonObject one, JsonObject other, bool classes)
    {
        string[] names = [.. one.Select(pair => pair.Key).Union(other.Select(pair => pair.Key))
            .Where(name => !JsonNode.DeepEquals(one[name], other[name]))];
        return $"files of {(classes ? "class " : "")}{NameText.List([.. names.Select(name => $"'{name}'")], 3)} were "
            + "added, removed or changed between their listings";
    }

    private static string Text(JsonNode? value) =>
        value is null ? "not set" : NameText.Truncate(value.ToJsonString(PartManifest.Json), LongestValue);

    private static Dictionary<string, string> Digests(IReadOnlyList<SourceFile> files)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, SourceFile> ofClass in files.GroupBy(file => file.ClassName))
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (SourceFile file in ofClass)
            {
                string properties = string.Concat(file.Properties?.Values.Select(value => $"\t{value}") ?? []);
                digest.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{file.RelativePath}\t{file.FixedSplit}\t{file.Length}\t{file.Modified.Ticks}\t{file.Fault}\t")
                    + $"{file.Group}{properties}\n"));
            }

            digests.Add(ofClass.Key, Convert.ToHexStringLower(digest.GetHashAndReset()));
        }

        return digests;
    }
}
