using System.Text.Json.Nodes;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>A setting that a sweep changes: a list of values, or a range from which values are drawn.</summary>
public sealed record SweepSetting
{
    /// <summary>Creates a setting with listed values.</summary>
    /// <param name="name">Name as in <see cref="Recipe.WithChanges"/>: "optimizer.learningRate".</param>
    /// <param name="values">At least one value.</param>
    /// <exception cref="RecipeException">There is no value, or one occurs twice.</exception>
    public SweepSetting(string name, IEnumerable<JsonNode?> values)
    {
        Name = name;
        Values = values.Select(value => value?.DeepClone()).ToReadable();
        if (Values.Count == 0)
            throw new RecipeException($"{name}: there is no value; a sweep needs at least one.");
        JsonNode? twice = Values.Where((value, i) =>
            Values.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, value))).FirstOrDefault();
        if (twice is not null)
            throw new RecipeException($"{name}: the value {twice.ToJsonString()} occurs twice.");
    }

    /// <summary>Creates a setting with values drawn from a range.</summary>
    public SweepSetting(string name, SweepRange range) =>
        (Name, Range, Values) = (name, range, ReadableList.Empty<JsonNode?>());

    /// <summary>Name of the setting.</summary>
    public string Name { get; }

    /// <summary>The values, in order; empty for a range.</summary>
    public IReadOnlyList<JsonNode?> Values { get; }

    /// <summary>The range; null for listed values.</summary>
    public SweepRange? Range { get; }

    /// <summary>
    /// Returns a setting of listed values, or, for an object with "min" and "max" and maybe "scale" (linear or log), of
    /// a range. A single value is a list of one.
    /// </summary>
    /// <exception cref="RecipeException">There is no value, or the range is not valid.</exception>
    public static SweepSetting Parse(string name, JsonNode? values) => values switch
    {
        JsonObject range when SweepRange.IsRange(range) => new(name, SweepRange.Parse(name, range)),
        JsonArray list => new(name, list),
        _ => new(name, [values]),
    };

    /// <summary>Returns the setting as JSON, which <see cref="Parse"/> reads.</summary>
    internal JsonNode ToNode() =>
        (JsonNode?)Range?.ToNode() ?? new JsonArray([.. Values.Select(value => value?.DeepClone())]);
}
