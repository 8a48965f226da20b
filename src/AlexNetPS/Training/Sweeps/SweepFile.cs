using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>sweep.json: the plan of a sweep and the identity of its dataset.</summary>
internal static class SweepFile
{
    private const int LatestFormat = 1;

    private const long MaximumBytes = 64 << 20;

    // A field that occurs twice would be found only when it is asked for.
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <summary>Writes the plan.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, SweepPlan plan, RunDataset dataset)
    {
        string json = AsRead(plan, dataset).ToJsonString(RecipeFile.Json);
        FileReplacement.WriteText(path, writer => writer.Write(json));
    }

    /// <summary>Rejects a file with another plan or dataset.</summary>
    /// <exception cref="TrainingException">It differs, or cannot be read; the message lists the
    /// differences.</exception>
    public static void Require(string path, SweepPlan plan, RunDataset dataset)
    {
        JsonObject then = Read(path), now = AsRead(plan, dataset);
        List<string> differences = [];
        foreach (string member in now.Select(one => one.Key).Union(then.Select(one => one.Key)))
            ResumeCheck.Compare(member, then[member], now[member], "sweep", differences);
        if (differences.Count > 0)
        {
            throw new TrainingException($"The sweep in '{Path.GetDirectoryName(path)}' has another plan and cannot go on "
                + "with this one. Repeat its command, or choose another folder.\n  "
                + $"{string.Join("\n  ", differences)}");
        }
    }

    /// <summary>
    /// Returns the options of a plan, for the same runs; where they are trained (device, threads) is not written.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="initialModel">The initial model; null reads it from the path that is written.</param>
    /// <exception cref="TrainingException">It cannot be read, or the initial model is no file.</exception>
    /// <exception cref="RecipeException">The recipe is not valid.</exception>
    public static SweepOptions Options(string path, AlexNetModel? initialModel)
    {
        JsonObject json = Read(path);
        try
        {
            return new()
            {
                Recipe = Recipe.Parse(Member(json, "recipe").ToJsonString(), $"the recipe of '{path}'"),
                Settings = [.. Member(json, "set").AsObject().Select(one => SweepSetting.Parse(one.Key, one.Value))],
                Count = (int?)json["count"],
                DrawSeed = (ulong?)json["drawSeed"] ?? 0,
                Seeds = [.. Member(json, "seed").AsArray().Select(seed => seed!.GetValue<ulong>())],
                Halving = json["halving"] is JsonObject halving
                    ? new((int)Member(halving, "reductionFactor"), (int)Member(halving, "minEpochs"))
                    : null,
                LimitBatches = (int?)json["limitBatches"],
                InitialModel = initialModel ?? ((string?)json["initialModel"] is string model ? Load(model) : null),
                Path = Path.GetDirectoryName(path)!,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw Unreadable(path, e);
        }
    }

    // Equal numbers then have equal forms.
    private static JsonObject AsRead(SweepPlan plan, RunDataset dataset) =>
        (JsonObject)JsonNode.Parse(ToJson(plan, dataset).ToJsonString())!;

    private static JsonNode Member(JsonObject json, string name) =>
        json[name] ?? throw new FormatException($"there is no '{name}'");

    private static AlexNetModel Load(string model) => File.Exists(model)
        ? AlexNetModel.Load(model)
        : throw new TrainingException($"The sweep began with the initial model '{model}', which is no file here. Give "
            + "that model again (-InitialModel).");

    private static JsonObject Read(string path)
    {
        JsonObject json;
        try
        {
            json = JsonNode.Parse(InputFile.ReadText(path, MaximumBytes), documentOptions: _strict) as JsonObject
                ?? throw new FormatException("it is not an object");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrainingException($"There is no sweep in '{Path.GetDirectoryName(path)}': "
                + $"{SweepFolder.FileName} is missing.", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw Unreadable(path, e);
        }

        return json["formatVersion"]?.ToString() is string version && version != $"{LatestFormat}"
            ? throw new TrainingException($"'{path}' was written by another version of AlexNetPS (format {version}, "
                + $"known is {LatestFormat}).")
            : json;
    }

    private static TrainingException Unreadable(string path, Exception e) =>
        new($"'{path}' cannot be read as the plan of a sweep: {JsonShape.Reason(e).TrimEnd('.')}.", e);

    private static JsonObject ToJson(SweepPlan plan, RunDataset dataset)
    {
        SweepOptions options = plan.Options;
        JsonObject settings = [];
        foreach (SweepSetting setting in options.Settings)
            settings[setting.Name] = setting.ToNode();
        return new()
        {
            ["formatVersion"] = LatestFormat,
            ["set"] = settings,
            ["count"] = options.Count,
            ["drawSeed"] = options.Count is null ? null : options.DrawSeed,
            ["seed"] = new JsonArray([.. options.Seeds.Select(seed => (JsonNode)seed)]),
            ["halving"] = options.Halving is { } halving
                ? new JsonObject
                {
                    ["reductionFactor"] = halving.ReductionFactor,
                    ["minEpochs"] = halving.MinimumEpochs,
                }
                : null,
            ["limitBatches"] = options.LimitBatches,
            ["initialModel"] = options.InitialModel?.Path ?? options.InitialModel?.Name,
            ["dataset"] = new JsonObject
            {
                ["name"] = dataset.Name,
                ["train"] = dataset.Train,
                ["validation"] = dataset.Validation,
                ["fingerprint"] = dataset.Fingerprint,
                ["sha256"] = dataset.Sha256,
            },
            ["runs"] = new JsonArray([.. plan.Runs.Select(run => (JsonNode)new JsonObject
            {
                ["folder"] = run.Folder,
                ["seed"] = run.Seed,
                ["settings"] = run.Setting.Changes.DeepClone(),
            })]),
            ["recipe"] = JsonNode.Parse(options.Recipe.ToJson()),
        };
    }
}
