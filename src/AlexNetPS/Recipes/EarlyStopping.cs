using System.Globalization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Recipes;

/// <summary>Early stopping. Depends only on the completed epochs, so a resumed run needs no state.</summary>
public sealed record EarlyStopping
{
    /// <summary>Epochs without improvement before the run stops, at least 1.</summary>
    public required int Patience { get; init; }

    /// <summary>Minimum improvement of the validation top-1 accuracy; 0.001 = 0.1 percentage points.</summary>
    public double Threshold { get; init; }

    /// <summary>
    /// Returns why the run stops now, or null. Uses training top-1 accuracy if there is no validation split.
    /// </summary>
    internal string? Reason(IReadOnlyList<EpochScore> history)
    {
        double best = double.NegativeInfinity;
        int at = 0;
        foreach (EpochScore epoch in history)
        {
            if (at > 0 && !(epoch.Top1 > best + Threshold))
                continue;
            (best, at) = (epoch.Top1, epoch.Epoch);
        }

        string watched = history.Count > 0 && !history[^1].IsValidation ? "training" : "validation";
        int without = history.Count == 0 ? 0 : history[^1].Epoch - at;
        return without < Patience ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"Stopped early: {watched} top-1 has not improved for {without} epochs "
                + $"since epoch {at} ({best * 100:0.0} %).");
    }

    /// <inheritdoc/>
    public override string ToString() => ReadableText.Settings(this);

    internal IEnumerable<string> Problems()
    {
        if (Patience < 1)
            yield return $"patience: {Patience} is below 1";
        if (RecipeValidation.AtLeastZero("threshold", Threshold) is string problem)
            yield return problem;
    }
}
