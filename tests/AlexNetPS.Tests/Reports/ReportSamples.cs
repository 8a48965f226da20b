using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Inference;
using AlexNetPS.Tests.Models;
using AlexNetPS.Tests.Training;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Reports;

/// <summary>Parts of reports with names that are hostile to every format.</summary>
internal static class ReportSamples
{
    public static readonly string[] Hostile =
    [
        "a|b", "`code`", "```", "<script>alert(1)</script>", "</details>", "[x](javascript:y)", "![x](y)", "@mention",
        "#1", "*bold*", "_it_", "__b__", "~~s~~", "-dash", "# heading", "1. one", "> quote", "two\nlines", "a\r\nb",
        "::error::x", "##vso[task.complete]y", "\U0001F339 rose", "\u202Eright", "&amp;", "&#124;", "\\|", "\\",
        "https://example.org", "www.example.org", "a@example.org", ":tada:", "$x$", "]]>", "\u0001\u0000", "\uD800",
        "\uFFFE", "--- | ---", "%0A", "{{x}}", "  ",
    ];

    public static Evaluation Evaluation(string[] classes, string dataset = "painted",
        params (int Actual, int Predicted)[] images)
    {
        var metrics = new Metrics(classes.Length) { Outcomes = [] };
        foreach ((int actual, int predicted) in images.Length > 0
            ? images
            : [.. Enumerable.Range(0, classes.Length).Select(i => (i, (i + i % 2) % classes.Length))])
        {
            float[] logits = new float[classes.Length];
            logits[predicted] = 9;
            metrics.AddLogits(logits, actual);
        }

        var split = PaintedImages.Dataset(["a", "b"], metrics.Count).Validation;
        Assert.Equal("painted", dataset);
        return new([SmallModels.Model(classes)], split, metrics, TimeSpan.FromSeconds(1.5), new() { TopK = [1, 5] });
    }

    public static RuleResult Rule(Evaluation evaluation, bool passed, string name = "MinTop1",
        string evidence = "red") => new(name, passed ? 0.9 : 0.84999999, 0.85, passed,
            [new("images", "40"), new("lowest class", evidence)], evaluation);

    public static TrainingRun Run(string folder, double rate = 0.1, int epochs = 2, string? stopReason = null) => new(
        new RunFolder(Path.Combine(Path.GetTempPath(), "no-such-folder", folder)), new RunManifest
        {
            Name = "Tiny on nothing",
            Tags = ["night|ly"],
            Note = "a <b>note</b> of @me",
            Status = stopReason is null ? RunStatus.Completed : RunStatus.Stopped,
            StopReason = stopReason,
            Recipe = WithRate(TinyRecipe.Create(), rate) with { Epochs = 2 },
            Seed = 7,
            Dataset = new()
            {
                Name = "no|thing",
                SourcePath = "/nothing",
                Classes = ["a", "b"],
                Train = 32,
                Validation = 10,
                Fingerprint = "",
            },
            Environment = RunEnvironment.Of(new EngineDevice("cpu", "cpu", "a processor")),
            Started = DateTimeOffset.UnixEpoch,
            Seconds = 75,
            Divergence = new(TrainingSymptom.Divergence, 1, "The loss.", "The rate.", "Lower it."),
            Epochs =
            [
                .. Enumerable.Range(1, epochs).Select(epoch => new EpochResult
                {
                    Epoch = epoch, TrainLoss = 0.69, TrainTop1 = 0.5, ValidationLoss = 0.7, ValidationTop1 = 0.625,
                    LearningRate = rate, Seconds = 1, ImagesPerSecond = 10, IsBest = epoch == 1,
                }),
            ],
        });

    private static Recipe WithRate(Recipe recipe, double rate) =>
        recipe with { Optimizer = recipe.Optimizer with { LearningRate = rate } };
}
