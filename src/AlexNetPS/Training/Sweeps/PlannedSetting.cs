using System.Text.Json.Nodes;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>A combination of settings of a sweep.</summary>
public sealed class PlannedSetting
{
    internal PlannedSetting(int number, JsonObject changes, IReadOnlyDictionary<string, object?> values, string text,
        Recipe recipe) => (Number, Changes, Values, Text, Recipe) = (number, changes, values, text, recipe);

    /// <summary>Number in the plan, from 1.</summary>
    public int Number { get; }

    /// <summary>Values by the name of the setting, as numbers, booleans or short texts.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    /// <summary>The values as text: "learningRate 0.0001, batchSize 16".</summary>
    public string Text { get; }

    /// <summary>The recipe with the values.</summary>
    public Recipe Recipe { get; }

    /// <summary>The values as changes of the recipe.</summary>
    internal JsonObject Changes { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A run of a sweep, before it is trained.</summary>
/// <param name="Setting">Its combination of settings.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Name of its folder in the folder of the sweep.</param>
public sealed record PlannedRun(PlannedSetting Setting, ulong Seed, string Folder)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Folder}: {Setting.Text}, seed {Seed}");
}
