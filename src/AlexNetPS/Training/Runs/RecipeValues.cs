using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>Values of transforms that a recipe takes from the training images.</summary>
internal static class RecipeValues
{
    private static readonly string[] _lists = ["trainTransforms", "evaluationTransforms"];

    /// <summary>Returns which values were filled in: "trainTransforms[3].mean".</summary>
    /// <param name="open">The recipe before.</param>
    /// <param name="filled">The recipe with the values.</param>
    public static IReadOnlyList<string> Filled(Recipe open, Recipe filled)
    {
        JsonNode before = JsonNode.Parse(open.ToJson())!, after = JsonNode.Parse(filled.ToJson())!;
        List<string> paths = [];
        foreach (string list in _lists)
        {
            foreach ((int i, JsonNode? transform) in (after[list] as JsonArray ?? []).Index())
            {
                JsonNode? unfilled = before[list]?[i];
                paths.AddRange(transform!.AsObject().Where(member => !JsonNode.DeepEquals(member.Value,
                    unfilled?[member.Key])).Select(member => Path(list, i, member.Key)));
            }
        }

        return paths;
    }

    /// <summary>Returns a recipe without these values.</summary>
    public static Recipe Without(Recipe recipe, IEnumerable<string> paths)
    {
        HashSet<string> removed = [.. paths];
        JsonNode json = JsonNode.Parse(recipe.ToJson())!;
        foreach (string list in _lists)
        {
            foreach ((int i, JsonNode? transform) in (json[list] as JsonArray ?? []).Index())
            {
                JsonObject members = transform!.AsObject();
                foreach (string name in members.Select(member => member.Key).ToArray())
                {
                    if (removed.Contains(Path(list, i, name)))
                        members.Remove(name);
                }
            }
        }

        return Recipe.Parse(json.ToJsonString());
    }

    private static string Path(string list, int i, string member) =>
        string.Create(CultureInfo.InvariantCulture, $"{list}[{i}].{member}");
}
