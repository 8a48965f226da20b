using System.Text.Json.Nodes;
using AlexNetPS.Randomness;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Changes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Combinations of the values of a sweep's settings.</summary>
internal static class SettingDraw
{
    // A range of few whole numbers repeats itself.
    private const int AttemptsEach = 1000, MaximumCombinations = 10_000;

    /// <summary>Returns the combinations as changes of the recipe: all, or a number of different random ones.</summary>
    /// <exception cref="RecipeException">A range has no number of draws, or there are not as many
    /// combinations.</exception>
    public static IReadOnlyList<JsonObject> Of(SweepOptions options)
    {
        IReadOnlyList<SweepSetting> settings = options.Settings;
        if (settings.GroupBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RecipeException($"{twice.Key}: is given twice.");
        }

        SweepSetting? range = settings.FirstOrDefault(setting => setting.Range is not null);
        if (options.Count is int count)
            return range is null && GridSize(settings) <= count ? Grid(settings) : Random(options, count);
        if (range is not null)
            throw new RecipeException($"{range.Name}: values are drawn from a range; state how many (-Count).");
        return GridSize(settings) <= MaximumCombinations
            ? Grid(settings)
            : throw new RecipeException($"The sweep has more than {MaximumCombinations} combinations of values; draw "
                + "some of them (-Count).");
    }

    private static long GridSize(IReadOnlyList<SweepSetting> settings) =>
        settings.Aggregate(1L, (size, setting) => Math.Min(size * Math.Max(1, setting.Values.Count), int.MaxValue));

    // The last setting changes fastest.
    private static IReadOnlyList<JsonObject> Grid(IReadOnlyList<SweepSetting> settings)
    {
        IEnumerable<JsonObject> combinations = [new JsonObject()];
        foreach (SweepSetting setting in settings)
        {
            combinations = combinations.SelectMany(earlier =>
                setting.Values.Select(value => With(earlier, setting.Name, value)));
        }

        return [.. combinations];
    }

    private static List<JsonObject> Random(SweepOptions options, int count)
    {
        if (count < 1)
            throw new RecipeException($"The number of combinations is {count}; it must be at least 1.");
        bool[] whole = [.. options.Settings.Select(setting => IsWhole(options.Recipe, setting))];
        List<JsonObject> drawn = [];
        HashSet<string> known = [];
        for (uint attempt = 0; drawn.Count < count; attempt++)
        {
            if (attempt >= (long)AttemptsEach * count)
            {
                throw new RecipeException(
                    $"The settings have only {drawn.Count} different combinations, and {count} are needed (-Count).");
            }

            // One stream for each attempt, so that a larger count begins with the same combinations.
            var random = new RandomStream(options.DrawSeed, RandomPurpose.Sweep, attempt);
            JsonObject combination = [];
            for (int i = 0; i < options.Settings.Count; i++)
                combination[options.Settings[i].Name] = Value(options.Settings[i], random, (uint)i, whole[i]);
            if (known.Add(combination.ToJsonString()))
                drawn.Add(combination);
        }

        return drawn;
    }

    private static JsonNode? Value(SweepSetting setting, RandomStream random, uint position, bool isWhole)
    {
        if (setting.Range is not SweepRange range)
            return setting.Values[random.Integer(position, setting.Values.Count)]?.DeepClone();
        double value = range.At(random.Uniform(position, 0, 1), isWhole);
        return isWhole ? JsonValue.Create((long)value) : JsonValue.Create(value);
    }

    // A layer's setting has no known type here: whole bounds mean whole numbers.
    private static bool IsWhole(Recipe recipe, SweepSetting setting)
    {
        if (setting.Range is not SweepRange range)
            return false;
        Type? type = RecipeChanges.TypeOf(recipe, setting.Name);
        bool isWhole = type is null
            ? double.IsInteger(range.Minimum) && double.IsInteger(range.Maximum)
            : type == typeof(int) || type == typeof(long);
        return !isWhole || Math.Ceiling(range.Minimum) <= Math.Floor(range.Maximum)
            ? isWhole
            : throw new RecipeException($"{setting.Name}: there is no whole number in the range.");
    }

    private static JsonObject With(JsonObject earlier, string name, JsonNode? value)
    {
        var more = (JsonObject)earlier.DeepClone();
        more[name] = value?.DeepClone();
        return more;
    }
}
