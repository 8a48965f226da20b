using System.IO.Enumeration;

namespace AlexNetPS.Networks;

/// <summary>How settings name layers: "fc6", the wildcards * and ? as in "conv*", or a range in the network's order, "conv1..conv5".</summary>
internal static class LayerPattern
{
    private const string RangeMark = "..";

    /// <summary>Whether a pattern names a layer of a network.</summary>
    public static bool Matches(string pattern, NetworkDefinition network, string layer)
    {
        string[] names = Names(pattern);
        return names.Length == 1
            ? FileSystemName.MatchesSimpleExpression(pattern, layer)
            : Position(network, names[0]) is int first && Position(network, names[1]) is int last
                && Position(network, layer) is int position && position >= first && position <= last;
    }

    /// <summary>The names in a pattern: one, or the two ends of a range.</summary>
    public static string[] Names(string pattern) => pattern.Split(RangeMark, 2, StringSplitOptions.TrimEntries);

    private static int? Position(NetworkDefinition network, string layer)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i].Name.Equals(layer, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return null;
    }
}
