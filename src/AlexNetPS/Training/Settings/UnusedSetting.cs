using System.Globalization;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>A setting that changes nothing in a run, or not what it says.</summary>
internal sealed record UnusedSetting
{
    /// <summary>Field of the recipe: "optimizer.momentum".</summary>
    public required string Field { get; init; }

    /// <summary>Value in messages: "0.9"; empty if the name says enough.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether the recipe has it; otherwise only its parameter sets it.</summary>
    public bool IsOfRecipe { get; init; } = true;

    /// <summary>Parameter that sets it, without its dash; null if there is none.</summary>
    public string? Parameter { get; init; }

    /// <summary>
    /// Parameter that makes the recipe's setting pointless on purpose: -Optimizer that of the momentum. Null if there
    /// is none.
    /// </summary>
    public string? ReplacedBy { get; init; }

    /// <summary>What is wrong with it, after its name.</summary>
    public string Claim { get; init; } = "has no effect";

    /// <summary>Why: "Adam has no momentum".</summary>
    public required string Reason { get; init; }

    /// <summary>What to do.</summary>
    public required string Advice { get; init; }

    /// <summary>Whether it is the length of the run that leaves it without effect.</summary>
    public bool IsOfLength { get; init; }

    /// <summary>Returns a recipe with which the run is the same, without the setting.</summary>
    public required Func<Recipe, Recipe> Without { get; init; }

    /// <summary>Whether a caller gave it, by its parameter.</summary>
    /// <param name="given">Names of the given parameters, see <see cref="TrainingOptions.Given"/>.</param>
    public bool IsGiven(IReadOnlyCollection<string> given) => Parameter is not null && given.Contains(Parameter);

    /// <summary>Returns the warning.</summary>
    /// <param name="recipe">Name of the recipe.</param>
    /// <param name="given">Names of the given parameters.</param>
    public string Warning(string recipe, IReadOnlyCollection<string> given)
    {
        string name = IsGiven(given) ? "-" + Parameter : Field;
        string value = Value.Length > 0 ? " " + Value : "";
        return $"{name}{value}{(IsOfRecipe && !IsGiven(given) ? $" of recipe '{recipe}'" : "")} {Claim}: {Reason}. "
            + $"{Advice}.";
    }

    /// <summary>A number in a message.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
