using System.Text.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>
/// The architecture presets: JSON files of the folder Architectures, embedded in the assembly. To add a preset, add a
/// file.
/// </summary>
public static class NetworkArchitecture
{
    private const string Prefix = "Architectures/", Suffix = ".json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Names of the presets, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(NetworkArchitecture).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Returns a preset by name, ignoring case.</summary>
    /// <exception cref="NetworkDefinitionException">There is no such preset; the message lists the names and suggests
    /// the nearest.</exception>
    public static NetworkDefinition Get(string name)
    {
        string known = Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new NetworkDefinitionException($"There is no architecture '{name}'. Known: "
                + $"{string.Join(", ", Names)}.{NearestName.Hint(name, Names)}");
        using Stream stream = typeof(NetworkArchitecture).Assembly.GetManifestResourceStream(Prefix + known + Suffix)!;
        return JsonSerializer.Deserialize<NetworkDefinition>(stream, Json)!;
    }
}
