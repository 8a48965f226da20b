using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Json;

/// <summary>
/// A report as JSON: the same input gives the same bytes, in every culture. A value that is not finite is null. The
/// members are described in the help of Export-AlexNetReport; a change of one that is there changes the version.
/// </summary>
internal static class JsonReport
{
    private const string FormatName = "AlexNetPS report";
    private const int Version = 1;

    // Names are readable, and nothing in them ends a script element of a page that holds the JSON.
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static string Of(Report report) => new JsonObject
    {
        ["format"] = FormatName,
        ["version"] = Version,
        ["title"] = report.Title,
        ["passed"] = report.Passed,
        ["rules"] = Array(report.Rules, rule => Of(rule, Index(report.Evaluations, rule.Evaluation))),
        ["evaluations"] = Array(report.Evaluations, Of),
        ["runs"] = Array(report.Runs, Of),
    }.ToJsonString(_json) + "\n";

    private static JsonObject Of(RuleResult rule, int evaluation) => new()
    {
        ["rule"] = rule.Rule,
        ["measured"] = Exact(rule.Measured),
        ["limit"] = Exact(rule.Limit),
        ["passed"] = rule.Passed,
        ["evidence"] = Array(rule.Evidence, one => new JsonObject { ["name"] = one.Name, ["value"] = one.Value }),
        ["evaluation"] = evaluation,
    };

    private static JsonObject Of(Evaluation one) => new()
    {
        ["model"] = one.Model,
        ["path"] = one.Path,
        ["dataset"] = one.Dataset,
        ["split"] = $"{one.Split}",
        ["fold"] = one.Fold,
        ["images"] = one.Count,
        ["top1"] = Rounded(one.Top1),
        ["top1Interval"] = new JsonObject
        {
            ["confidence"] = 0.95,
            ["low"] = Rounded(one.Top1Interval.Low),
            ["high"] = Rounded(one.Top1Interval.High),
        },
        ["topK"] = Array(one.TopK,
            top => new JsonObject { ["k"] = top.K, ["accuracy"] = Rounded(top.Accuracy) }),
        ["loss"] = Rounded(one.Loss),
        ["calibrationError"] = Rounded(one.CalibrationError),
        ["reliability"] = Array(one.Reliability, bin => new JsonObject
        {
            ["from"] = Rounded(bin.From),
            ["to"] = Rounded(bin.To),
            ["images"] = bin.Count,
            ["confidence"] = Rounded(bin.Confidence),
            ["accuracy"] = Rounded(bin.Accuracy),
        }),
        ["macroAverage"] = Of(one.MacroAverage),
        ["weightedAverage"] = Of(one.WeightedAverage),
        ["seconds"] = Rounded(one.Elapsed.TotalSeconds),
        ["classes"] = Array(one.Classes, c => new JsonObject
        {
            ["name"] = c.Name,
            ["images"] = c.Count,
            ["predicted"] = c.Predicted,
            ["correct"] = c.Correct,
            ["precision"] = Rounded(c.Precision),
            ["recall"] = Rounded(c.Recall),
            ["f1"] = Rounded(c.F1),
        }),
        ["mostConfused"] = Array(one.MostConfused, c => new JsonObject
        {
            ["actual"] = c.Actual,
            ["predicted"] = c.Predicted,
            ["images"] = c.Count,
            ["fraction"] = Rounded(c.Fraction),
        }),
    };

    private static JsonObject Of(ClassAverage average) => new()
    {
        ["precision"] = Rounded(average.Precision),
        ["recall"] = Rounded(average.Recall),
        ["f1"] = Rounded(average.F1),
    };

    private static JsonObject Of(TrainingRun run)
    {
        RunEnvironment environment = run.Manifest.Environment;
        return new()
        {
            ["name"] = run.Name,
            ["path"] = run.Path,
            ["tags"] = Array(run.Tags, tag => JsonValue.Create(tag)),
            ["note"] = run.Note,
            ["status"] = $"{run.Status}",
            ["stopReason"] = run.StopReason,
            ["dataset"] = run.Dataset,
            ["datasetSha256"] = run.Manifest.Dataset.Sha256,
            ["fold"] = run.Fold?.Number,
            ["trainImages"] = run.Manifest.Dataset.Train,
            ["validationImages"] = run.Manifest.Dataset.Validation,
            ["seed"] = run.Seed,
            ["started"] = run.Started.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
                System.Globalization.CultureInfo.InvariantCulture),
            ["seconds"] = Rounded(run.Elapsed.TotalSeconds),
            ["machine"] = new JsonObject
            {
                ["device"] = environment.Device,
                ["description"] = environment.DeviceDescription,
                ["engine"] = environment.Engine,
                ["processors"] = environment.Processors,
                ["operatingSystem"] = environment.OperatingSystem,
                ["runtime"] = environment.Runtime,
                ["alexNetPS"] = environment.Version,
            },
            ["settings"] = new JsonObject(RunSettings.Of(run)
                .Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone()))),
            ["bestEpoch"] = run.BestEpoch?.Epoch,
            ["epochs"] = Array(run.Epochs, Of),
            ["findings"] = Array(run.Diagnose().Findings, Of),
        };
    }

    private static JsonObject Of(EpochResult epoch) => new()
    {
        ["epoch"] = epoch.Epoch,
        ["trainLoss"] = Rounded(epoch.TrainLoss),
        ["trainTop1"] = Rounded(epoch.TrainTop1),
        ["validationLoss"] = Rounded(epoch.ValidationLoss),
        ["validationTop1"] = Rounded(epoch.ValidationTop1),
        ["validationTop5"] = Rounded(epoch.ValidationTop5),
        ["learningRate"] = Exact(epoch.LearningRate),
        ["seconds"] = Rounded(epoch.Seconds),
        ["isBest"] = epoch.IsBest,
    };

    private static JsonObject Of(TrainingFinding finding) => new()
    {
        ["symptom"] = $"{finding.Symptom}",
        ["epoch"] = finding.Epoch,
        ["evidence"] = finding.Evidence,
        ["cause"] = finding.Cause,
        ["setting"] = finding.Setting,
    };

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> item) => new([.. items.Select(item)]);

    private static int Index(IReadOnlyList<Evaluation> all, Evaluation one) =>
        all.TakeWhile(other => !ReferenceEquals(other, one)).Count();

    // Six digits, as in run comparisons: what follows is noise in a difference of two files.
    private static JsonValue? Rounded(double? value) =>
        value is double number && double.IsFinite(number) ? JsonValue.Create(SettingValues.Round(number)) : null;

    // A value and its limit, which may be near each other.
    private static JsonValue? Exact(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
