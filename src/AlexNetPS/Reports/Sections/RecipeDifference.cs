using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Sections;

/// <summary>How a recipe of a run differs from the one of the module that has its name.</summary>
internal sealed class RecipeDifference
{
    private static readonly string[] _lists = ["trainTransforms", "evaluationTransforms"];

    // Values that an open recipe takes from the training images.
    private static readonly string[] _ofImages = ["mean", "standardDeviation", "eigenvalues", "eigenvectors"];

    // The import has them.
    private static readonly string[] _ofImport = ["imageSize", "maximumSide", "crop"];

    private RecipeDifference(IReadOnlyList<(string, JsonNode?, JsonNode?)> settings, string? argument) =>
        (Settings, Argument) = (settings, argument);

    /// <summary>Settings that differ, in the order of the recipe.</summary>
    public IReadOnlyList<(string Name, JsonNode? Run, JsonNode? Recipe)> Settings { get; }

    /// <summary>Argument of -Recipe that makes the recipe again; null if a table of changes cannot say it.</summary>
    public string? Argument { get; }

    /// <summary>Returns the difference; null if the module has no recipe of that name.</summary>
    public static RecipeDifference? Of(Recipe recipe)
    {
        if (!Recipe.Names.Contains(recipe.Name, StringComparer.Ordinal))
            return null;
        Recipe original = Recipe.Get(recipe.Name);
        Recipe open = RecipeValues.Without(recipe, Filled(original, recipe));
        (string, JsonNode?, JsonNode?)[] settings = Differing(open, original);
        return new(settings, ArgumentOf(original, open, settings));
    }

    private static IEnumerable<string> Filled(Recipe original, Recipe recipe)
    {
        JsonNode before = JsonNode.Parse(original.ToJson())!, after = JsonNode.Parse(recipe.ToJson())!;
        foreach (string list in _lists)
        {
            foreach ((JsonNode? open, JsonNode? filled, int i) in ((before[list] as JsonArray ?? [])
                .Zip(after[list] as JsonArray ?? [])).Select((pair, i) => (pair.First, pair.Second, i)))
            {
                foreach (string name in _ofImages.Where(name => open![name] is null))
                    yield return string.Create(CultureInfo.InvariantCulture, $"{list}[{i}].{name}");
            }
        }
    }

    private static (string Name, JsonNode? Run, JsonNode? Recipe)[] Differing(Recipe recipe, Recipe original)
    {
        OrderedDictionary<string, JsonNode?> run = RunSettings.Of(recipe), module = RunSettings.Of(original);
        return [.. run.Keys.Union(module.Keys).Except(_ofImport)
            .Select(name => (name, run.GetValueOrDefault(name), module.GetValueOrDefault(name)))
            .Where(setting => !JsonNode.DeepEquals(setting.Item2, setting.Item3))];
    }

    private static string? ArgumentOf(Recipe original, Recipe wanted,
        (string Name, JsonNode? Run, JsonNode?)[] settings)
    {
        if (settings.Length == 0)
            return original.Name;
        var changes = new JsonObject();
        List<string> text = [$"recipe = {TrainingCommands.Quoted(original.Name)}"];
        foreach ((string name, JsonNode? value, _) in settings)
        {
            if (Literal(value) is not string literal)
                return null;
            changes[name] = value?.DeepClone();
            text.Add($"{(name.Contains('.', StringComparison.Ordinal) ? $"'{name}'" : name)} = {literal}");
        }

        try
        {
            return Differing(original.WithChanges(changes), wanted).Length == 0
                ? $"@{{ {string.Join("; ", text)} }}"
                : null;
        }
        catch (RecipeException)
        {
            return null;
        }
    }

    private static string? Literal(JsonNode? value) => value switch
    {
        null => "$null",
        JsonValue simple => simple.GetValueKind() switch
        {
            JsonValueKind.True => "$true",
            JsonValueKind.False => "$false",
            JsonValueKind.String => TrainingCommands.Quoted(simple.ToString()),
            _ => simple.ToJsonString(),
        },
        _ => null,
    };
}
