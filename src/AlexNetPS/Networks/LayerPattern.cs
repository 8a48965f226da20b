using System.IO.Enumeration;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>
/// Layer patterns in settings: a name "fc6", the wildcards * and ? as in "conv*", or a range in network order,
/// "conv1..conv5".
/// </summary>
internal static class LayerPattern
{
    /// <summary>Maximum length of a pattern: a range of two names.</summary>
    public const int Longest = 2 * LayerLimits.Name + 2;

    private const string RangeMark = "..";

    /// <summary>Whether a pattern matches a layer of a network.</summary>
    public static bool Matches(string pattern, NetworkDefinition network, string layer)
    {
        string[] names = Names(pattern);
        return names.Length == 1
            ? FileSystemName.MatchesSimpleExpression(pattern, layer)
            : Position(network, names[0]) is int first && Position(network, names[1]) is int last
                && Position(network, layer) is int position && position >= first && position <= last;
    }

    /// <summary>Returns the error in a pattern that must match some of these layers of a network, or null.</summary>
    public static string? Problem(string pattern, NetworkDefinition network, string[] layers)
    {
        if (layers.Any(layer => Matches(pattern, network, layer)))
            return null;
        string? unknown =
            Names(pattern).FirstOrDefault(name => !layers.Contains(name, StringComparer.OrdinalIgnoreCase));
        return $"'{pattern}' matches none of "
            + $"{string.Join(", ", layers)}.{(unknown is null ? "" : NearestName.Hint(unknown, layers))}";
    }

    private static string[] Names(string pattern) => pattern.Split(RangeMark, 2, StringSplitOptions.TrimEntries);

    private static int? Position(NetworkDefinition network, string layer)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i].Name.Equals(layer, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return null;
    }
}
