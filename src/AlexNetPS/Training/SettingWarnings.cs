using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>Warnings about settings and data that are valid but may have unexpected effects.</summary>
internal static class SettingWarnings
{
    // With fewer images, each is more than two points of top-1 accuracy.
    private const int FewImages = 50;

    /// <summary>Returns the warnings of a run that starts.</summary>
    public static IEnumerable<string> Of(Recipe recipe, ImageNetDataset dataset)
    {
        int images = dataset.Validation.Count;
        if (images > 0 && images < FewImages)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The dataset '{dataset.Name}' has {images} validation images: each is "
                + $"{100.0 / images:0.#} points of the validation top-1. ")
                + $"Smaller differences between epochs and runs are noise. Use at least {FewImages} validation images.";
        }

        if (images > 0)
            yield break;
        string[] settings = [.. new[] { recipe.EarlyStopping is null ? null : "early stopping",
            recipe.Schedule is PlateauSchedule ? "the Plateau schedule" : null }.OfType<string>()];
        if (settings.Length > 0)
        {
            yield return $"The dataset '{dataset.Name}' has no validation images: {string.Join(" and ", settings)} "
                + $"{(settings.Length > 1 ? "watch" : "watches")} the training top-1 instead. "
                + "Import with -ValidationFraction for a validation split.";
        }
    }

    /// <summary>
    /// Returns a warning if resuming with another number of epochs makes the learning rate rise again; null otherwise.
    /// </summary>
    /// <param name="manifest">The run, with its previous number of epochs.</param>
    /// <param name="epochs">New number of epochs.</param>
    public static string? RisingRate(RunManifest manifest, int epochs)
    {
        int before = manifest.Recipe.Epochs, done = manifest.Epochs.Count;
        if (before == epochs || done == 0 || done >= epochs)
            return null;
        double last = manifest.Epochs[^1].LearningRate, next = Rate(epochs);
        return next > last * (1 + 1e-9) && next > Rate(before) * (1 + 1e-9)
            ? string.Create(CultureInfo.InvariantCulture,
                $"The learning rate rises again, from {last:g3} at the end of epoch {done} to {next:g3} in "
                + $"epoch {done + 1}: the {manifest.Recipe.Schedule.Type} schedule spans all "
                + $"epochs, {before} before and {epochs} now.")
            : null;

        double Rate(int all) => manifest.Recipe.Schedule.LearningRate(
            manifest.Recipe.Optimizer.LearningRate, new(done, 0, manifest.StepsPerEpoch, all),
            EpochResult.Scores(manifest.Epochs));
    }
}
