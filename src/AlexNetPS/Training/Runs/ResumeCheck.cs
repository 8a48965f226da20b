using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Checks whether a run can be resumed with the given settings. Only the number of epochs, the kept checkpoints and the
/// interval of curves may differ.
/// </summary>
internal static class ResumeCheck
{
    /// <summary>Whether a run has epochs to train and no state to train them from.</summary>
    public static bool LacksState(RunFolder folder, RunManifest run) => run.Epochs.Count > 0
        && !File.Exists(folder.LastPath)
        && !new RunRecord(folder, run).IsDone(TrainingState.After(run.Epochs));

    /// <summary>The error of a run that lacks its state.</summary>
    public static TrainingException NoState(RunFolder folder, RunManifest run) => new(
        $"The run in '{folder.Path}' has {run.Epochs.Count} of {run.Recipe.Epochs} epochs and cannot go on: "
        + "last.safetensors, the state that training resumes from, is not there. A completed run keeps it only with "
        + "-KeepState (checkpoints.keepState in the recipe). Train a new run with -KeepState, or start one from the "
        + "model of this one (-InitialModel).");

    /// <summary>Rejects settings with which the run cannot go on.</summary>
    /// <param name="then">The run.</param>
    /// <param name="recipe">The current recipe.</param>
    /// <param name="now">The current settings.</param>
    /// <param name="dataset">The current dataset.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="differingImages">Lists the images that differ, as the end of a sentence.</param>
    /// <exception cref="TrainingException">A setting differs, or the initial model is missing.</exception>
    public static void Require(RunManifest then, Recipe recipe, TrainingOptions now, RunDataset dataset,
        RunFolder folder, Func<string> differingImages)
    {
        IReadOnlyList<string> differences = Differences(then, recipe, now, dataset, differingImages);
        if (then.InitialModel is not null && now.InitialModel is null && then.Epochs.Count == 0
            && !File.Exists(folder.LastPath))
        {
            throw new TrainingException($"The run in '{folder.Path}' began with the initial model "
                + $"'{then.InitialModel}' and has no checkpoint yet. Give that model again (-InitialModel).");
        }

        if (differences.Count > 0)
        {
            throw new TrainingException($"The run in '{folder.Path}' cannot be resumed like this; only the number of "
                + "epochs, the checkpoints kept and the interval of curves may change.\n  "
                + $"{string.Join("\n  ", differences)}");
        }
    }

    /// <summary>Returns the differences, as "setting: then, now".</summary>
    /// <param name="then">The run.</param>
    /// <param name="recipe">The current recipe.</param>
    /// <param name="now">The current settings.</param>
    /// <param name="dataset">The current dataset.</param>
    /// <param name="differingImages">Lists the images that differ, as the end of a sentence.</param>
    public static IReadOnlyList<string> Differences(RunManifest then, Recipe recipe, TrainingOptions now,
        RunDataset dataset, Func<string> differingImages)
    {
        var differences = new List<string>();
        if (then.Seed != now.Seed)
            differences.Add($"seed: {then.Seed} in the run, {now.Seed} now");
        if (then.LimitBatches != now.LimitBatches)
            differences.Add($"limitBatches: {Shown(then.LimitBatches)} in the run, {Shown(now.LimitBatches)} now");
        // A resumed run has its own weights, so the initial model may be omitted; a different one is an error.
        if (now.InitialModelName is string initial && initial != then.InitialModel)
            differences.Add($"initialModel: {Shown(then.InitialModel)} in the run, {Shown(initial)} now");
        if (then.Dataset.Fold != dataset.Fold)
        {
            differences.Add($"fold: {Described(then.Dataset.Fold)} in the run, {Described(dataset.Fold)} now");
        }
        else if (!then.Dataset.Classes.SequenceEqual(dataset.Classes))
        {
            differences.Add(
                $"classes: {then.Dataset.Classes.Count} in the run ({NameText.List(then.Dataset.Classes, 5)}), "
                + $"{dataset.Classes.Count} now ({NameText.List(dataset.Classes, 5)})");
        }
        else if (then.Dataset.Train != dataset.Train || then.Dataset.Validation != dataset.Validation)
        {
            differences.Add($"dataset: {then.Dataset.Train} training and {then.Dataset.Validation} validation images "
                + $"in the run, {dataset.Train} and {dataset.Validation} now{differingImages()}");
        }
        else if (then.Dataset.Fingerprint != dataset.Fingerprint)
        {
            differences.Add(
                $"dataset: as many images as in the run, but different ones or another order{differingImages()}");
        }
        else if (then.Dataset.Sha256 is string hash && dataset.Sha256 is string other && hash != other)
        {
            differences.Add($"dataset: the image files have changed since the run started{differingImages()}");
        }

        // Runs of earlier versions do not record the preparation of their images.
        if ((then.Recipe.Crop is not null || recipe.Crop is null) && then.Recipe.Preparation != recipe.Preparation)
        {
            differences.Add(
                $"dataset: images prepared with {then.Recipe.Preparation} in the run, with {recipe.Preparation} now");
        }

        Compare("recipe", Json(then.Recipe), Json(recipe), "run", differences);
        return differences;
    }

    // Fields that only describe a recipe are ignored.
    private static JsonNode Json(Recipe recipe) => JsonNode.Parse((recipe with
    {
        Epochs = 1,
        Name = "",
        Description = null,
        Source = null,
        Checkpoints = new(),
        Curves = new(),
        ImageSize = 1,
        MaximumSide = null,
        Crop = null,
    }).ToJson())!;

    /// <summary>Adds the differences of two values as "field: then, now".</summary>
    /// <param name="path">Name of the field.</param>
    /// <param name="then">Value in the run or the sweep.</param>
    /// <param name="now">Current value.</param>
    /// <param name="what">"run", or "sweep".</param>
    /// <param name="differences">Receives the differences.</param>
    public static void Compare(string path, JsonNode? then, JsonNode? now, string what, List<string> differences)
    {
        switch (then, now)
        {
            case (JsonObject a, JsonObject b):
                foreach (string name in a.Select(member => member.Key).Union(b.Select(member => member.Key)))
                    Compare($"{path}.{name}", a[name], b[name], what, differences);
                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                for (int i = 0; i < a.Count; i++)
                    Compare($"{path}[{i}]", a[i], b[i], what, differences);
                break;
            default:
                if (!JsonNode.DeepEquals(then, now))
                {
                    differences.Add(
                        $"{path}: {Shown(then?.ToJsonString())} in the {what}, {Shown(now?.ToJsonString())} now");
                }

                break;
        }
    }

    // As the parameters of New-ImageNetFold.
    private static string Described(DatasetFold? fold) => fold is null
        ? "no fold"
        : ResumeCommand.Of(fold, "").Replace("New-ImageNetFold  ", "", StringComparison.Ordinal);

    private static string Shown(object? value) => value?.ToString() is string text
        ? NameText.Truncate(text, 80)
        : "none";
}
