using System.Text.Json.Nodes;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Whether a run can go on as it is asked to. Only the number of epochs, the checkpoints kept and the interval of
/// curves may differ from what it began with.
/// </summary>
internal static class ResumeCheck
{
    /// <summary>What differs, as "setting: then, now".</summary>
    /// <param name="then">The run.</param>
    /// <param name="recipe">The recipe of now.</param>
    /// <param name="now">The settings of now.</param>
    /// <param name="dataset">The data of now.</param>
    /// <param name="differingImages">Names the images that differ, as a sequel to a sentence.</param>
    public static IReadOnlyList<string> Differences(RunManifest then, Recipe recipe, TrainingOptions now,
        RunDataset dataset, Func<string> differingImages)
    {
        var differences = new List<string>();
        if (then.Seed != now.Seed)
            differences.Add($"seed: {then.Seed} in the run, {now.Seed} now");
        if (then.LimitBatches != now.LimitBatches)
            differences.Add($"limitBatches: {Shown(then.LimitBatches)} in the run, {Shown(now.LimitBatches)} now");
        // A run that is resumed has its weights, so that the model need not be given again; but another one is a
        // mistake.
        if (now.InitialModelName is string initial && initial != then.InitialModel)
            differences.Add($"initialModel: {Shown(then.InitialModel)} in the run, {Shown(initial)} now");
        if (!then.Dataset.Classes.SequenceEqual(dataset.Classes))
        {
            differences.Add($"classes: {then.Dataset.Classes.Count} in the run ({List(then.Dataset.Classes)}), "
                + $"{dataset.Classes.Count} now ({List(dataset.Classes)})");
        }
        else if (then.Dataset.Train != dataset.Train || then.Dataset.Validation != dataset.Validation)
        {
            differences.Add($"dataset: {then.Dataset.Train} training and {then.Dataset.Validation} validation images "
                + $"in the run, {dataset.Train} and {dataset.Validation} now{differingImages()}");
        }
        else if (then.Dataset.Fingerprint != dataset.Fingerprint)
        {
            differences.Add(
                $"dataset: as many images as in the run, but other ones, or in another order{differingImages()}");
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

        Compare("recipe", Json(then.Recipe), Json(recipe), differences);
        return differences;
    }

    // What is only said about a recipe does not count.
    private static JsonNode Json(Recipe recipe) => JsonNode.Parse((recipe with
    {
        Epochs = 1, Name = "", Description = null, Source = null, Checkpoints = new(), Curves = new(), ImageSize = 1,
        MaximumSide = null, Crop = null,
    }).ToJson())!;

    private static void Compare(string path, JsonNode? then, JsonNode? now, List<string> differences)
    {
        switch (then, now)
        {
            case (JsonObject a, JsonObject b):
                foreach (string name in a.Select(member => member.Key).Union(b.Select(member => member.Key)))
                    Compare($"{path}.{name}", a[name], b[name], differences);
                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                for (int i = 0; i < a.Count; i++)
                    Compare($"{path}[{i}]", a[i], b[i], differences);
                break;
            default:
                if (!JsonNode.DeepEquals(then, now))
                {
                    differences.Add(
                        $"{path}: {Shown(then?.ToJsonString())} in the run, {Shown(now?.ToJsonString())} now");
                }

                break;
        }
    }

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(5))
        + (names.Count > 5 ? ", ..." : "");

    private static string Shown(object? value) => value?.ToString() is string text
        ? text.Length <= 80 ? text : text[..77] + "..."
        : "none";
}
