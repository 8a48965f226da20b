using System.Text.Json.Nodes;

namespace AlexNetPS.Recipes.Changes;

/// <summary>
/// Names of settings: "batchSize", "optimizer.learningRate", "trainTransforms[1].probability". Two dots are part of a
/// name: "conv1..conv5".
/// </summary>
internal static class SettingName
{
    /// <summary>Returns the first part of a name, and the rest; null if there is none.</summary>
    public static (string First, string? Inner) Split(string name)
    {
        for (int i = 1; i < name.Length; i++)
        {
            if (name[i] == '[')
                return (name[..i], name[i..]);
            if (IsSeparator(name, i))
                return (name[..i], name[(i + 1)..]);
        }

        return (name, null);
    }

    /// <summary>Returns all but the last part of a name, and the last part; null if there is only one.</summary>
    public static (string Outer, string? Last) SplitLast(string name)
    {
        for (int i = name.Length - 2; i > 0; i--)
        {
            if (IsSeparator(name, i))
                return (name[..i], name[(i + 1)..]);
        }

        return (name, null);
    }

    /// <summary>Returns the name of a member of a setting.</summary>
    public static string Join(string setting, string member) =>
        setting.Length == 0 ? member : member.StartsWith('[') ? setting + member : $"{setting}.{member}";

    /// <summary>
    /// Returns the changes by the first part of their names, so that "optimizer.learningRate" and an object "optimizer"
    /// change the same object. Case is ignored.
    /// </summary>
    /// <param name="changes">Values by name.</param>
    /// <param name="path">Name of the changed object; empty for the recipe.</param>
    /// <param name="problems">Receives "setting: error" for a setting that is given twice.</param>
    public static OrderedDictionary<string, JsonNode?> Group(JsonObject changes, string path, List<string> problems)
    {
        var groups = new OrderedDictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, JsonNode? value) in changes)
        {
            (string first, string? rest) = Split(name);
            Add(groups, first, rest is null ? value?.DeepClone() : new JsonObject { [rest] = value?.DeepClone() }, path,
                problems);
        }

        return groups;
    }

    private static void Add(IDictionary<string, JsonNode?> groups, string name, JsonNode? value, string path,
        List<string> problems)
    {
        string setting = Join(path, name);
        if (!groups.TryGetValue(name, out JsonNode? other))
        {
            groups[name] = value;
        }
        else if (other is JsonObject all && value is JsonObject more)
        {
            foreach ((string member, JsonNode? one) in more.ToArray())
            {
                more.Remove(member);
                if (!all.TryAdd(member, one))
                    problems.Add($"{Join(setting, member)}: is given twice");
            }
        }
        else
        {
            problems.Add($"{setting}: is given twice");
        }
    }

    private static bool IsSeparator(string name, int i) =>
        name[i] == '.' && name[i - 1] != '.' && (i + 1 == name.Length || name[i + 1] != '.');
}
