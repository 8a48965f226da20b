using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Yaml;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Dvc;

/// <summary>params.yaml: everything that decides the results of a run, and no path of a machine.</summary>
internal static class DvcParameters
{
    private static readonly string[] _names = ["name", "layers"];

    /// <summary>Returns the text of the file.</summary>
    public static string Of(RunManifest run)
    {
        RunDataset data = run.Dataset;
        JsonObject dataset = new()
        {
            ["name"] = data.Name,
            ["sha256"] = data.Sha256,
            ["classes"] = data.Classes.Count,
            ["train"] = data.Train,
            ["validation"] = data.Validation,
        };
        if (data.Fold is { } fold)
        {
            dataset["fold"] = fold.Number;
            dataset["folds"] = fold.Count;
            dataset["foldSeed"] = fold.Seed;
        }

        JsonObject parameters = new()
        {
            ["seed"] = run.Seed,
            ["precision"] = $"{run.Session.Precision}",
            ["convolution"] = $"{run.Session.Convolution}",
            ["limitBatches"] = run.LimitBatches,
            ["initialWeights"] = run.InitialWeights,
            ["dataset"] = dataset,
            ["recipe"] = Tree(JsonNode.Parse(run.Recipe.ToJson())),
        };
        return YamlText.Of(parameters);
    }

    /// <summary>
    /// Returns a copy in which items with settings are found by name, or by number where they have none: DVC compares
    /// a list as a whole.
    /// </summary>
    private static JsonNode? Tree(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                return Map(members.Select(member => (member.Key, member.Value)));
            case JsonArray items when items.Count > 0 && items.All(item => item is JsonObject):
                string[] names = Names(items);
                return Map(items.Select((item, i) => (names[i], item)));
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject Map(IEnumerable<(string Name, JsonNode? Value)> members)
    {
        JsonObject map = [];
        foreach ((string name, JsonNode? value) in members)
            map[name] = Tree(value);
        return map;
    }

    private static string[] Names(JsonArray items)
    {
        foreach (string member in _names)
        {
            string[] names = [.. items.Select(item => item![member] is JsonValue value
                && value.TryGetValue(out string? name) ? name : "")];
            if (!names.Contains("") && names.Distinct(StringComparer.Ordinal).Count() == names.Length)
                return names;
        }

        return [.. Enumerable.Range(0, items.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }
}
