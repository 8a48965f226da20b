using System.Text.Json.Nodes;
using AlexNetPS.Formats.Yaml;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// dvc.yaml in the run's folder: where DVC finds metrics, parameters, plots and the model. It has no stage, which
/// belongs to the repository that trains.
/// </summary>
internal static class DvcFile
{
    private const string Head = "# Written by AlexNetPS with each run (-Dvc). A stage that trains belongs into the "
        + "dvc.yaml of the repository.\n";

    /// <summary>Returns the text of the file.</summary>
    /// <param name="run">The run.</param>
    /// <param name="curves">The numbers of its epochs.</param>
    /// <param name="model">Name of the model's file.</param>
    public static string Of(RunManifest run, IReadOnlyList<EpochCurve> curves, string model)
    {
        JsonArray plots =
        [
            .. curves.Select(curve => Linear(curve.Path, curve.Column, curve.Title, "Epoch, from 0")),
            .. StepCurve.All.Select(curve => Linear(curve.Path, curve.Column, curve.Title, "Step, from 0")),
        ];
        if (run.Dataset.Validation > 0)
        {
            plots.Add(Plot(DvcFolder.ConfusionMatrix, new()
            {
                ["x"] = "actual",
                ["y"] = "predicted",
                ["template"] = "confusion",
                ["title"] = "Validation images of the best epoch",
                ["x_label"] = "Actual class",
                ["y_label"] = "Predicted class",
            }));
        }

        return Head + YamlText.Of(new JsonObject
        {
            ["metrics"] = new JsonArray(DvcFolder.Metrics),
            ["params"] = new JsonArray(DvcFolder.Parameters),
            ["plots"] = plots,
            ["artifacts"] = new JsonObject
            {
                ["model"] = new JsonObject
                {
                    ["path"] = model,
                    ["type"] = "model",
                    ["desc"] = run.Name,
                    ["labels"] = new JsonArray([.. Labels(run)]),
                    ["meta"] = new JsonObject
                    {
                        ["format"] = "safetensors",
                        ["recipe"] = run.Recipe.Name,
                        ["dataset"] = run.Dataset.Name,
                        ["dataset_sha256"] = run.Dataset.Sha256,
                        ["seed"] = run.Seed,
                        ["module"] = $"AlexNetPS {run.Environment.Version}",
                        ["classes"] = new JsonArray([.. run.Dataset.Classes.Select(name => (JsonNode)name)]),
                    },
                },
            },
        });
    }

    private static IEnumerable<JsonNode> Labels(RunManifest run) =>
        run.Tags.Prepend("image-classification").Distinct().Select(label => (JsonNode)label);

    private static JsonObject Linear(string path, string column, string title, string steps) => Plot(path, new()
    {
        ["x"] = "step",
        ["y"] = column,
        ["template"] = "linear",
        ["title"] = title,
        ["x_label"] = steps,
    });

    private static JsonObject Plot(string path, JsonObject properties) => new() { [path] = properties };
}
