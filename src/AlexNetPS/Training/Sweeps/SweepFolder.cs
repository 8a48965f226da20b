using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>
/// The folder of a sweep: sweep.json, which states the plan and the dataset, and a run folder for each run. Results are
/// in the run folders only, so that they cannot contradict it.
/// </summary>
internal sealed class SweepFolder(string path)
{
    /// <summary>Name of the file that marks a folder as a sweep.</summary>
    public const string FileName = "sweep.json";

    private const int LatestFormat = 1;

    private const long MaximumBytes = 64 << 20;

    // A field that occurs twice would be found only when it is asked for.
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string PlanPath => System.IO.Path.Combine(Path, FileName);

    private string LockPath => System.IO.Path.Combine(Path, ".sweep.lock");

    /// <summary>Returns the folder of a run.</summary>
    public string RunPath(string run) => System.IO.Path.Combine(Path, run);

    /// <summary>
    /// Locks the folder until the result is disposed; creates it and writes the plan if there is none.
    /// </summary>
    /// <exception cref="TrainingException">The folder has another plan or other contents, is used by another process,
    /// or cannot be written.</exception>
    public IDisposable Enter(SweepPlan plan, RunDataset dataset)
    {
        FileStream? held = null;
        try
        {
            UnreachableName.RejectDevice(Path);
            if (File.Exists(Path))
                throw new TrainingException($"The sweep path '{Path}' is a file; it must be a folder.");
            Directory.CreateDirectory(Path);
            held = Lock() ?? throw new TrainingException($"Another process is running the sweep in '{Path}'"
                + $"{(LockFile.Holder(LockPath) is { } holder ? $" ({holder})" : "")}. Wait for it, or choose another "
                + "folder.");
            TemporaryName.DeleteFiles(Path);
            // As it is read again, so that equal numbers have equal forms.
            var now = (JsonObject)JsonNode.Parse(ToJson(plan, dataset).ToJsonString())!;
            if (File.Exists(PlanPath))
            {
                RejectOther(Read(), now);
                return held;
            }

            if (Directory.EnumerateFileSystemEntries(Path).Any(entry => !IsOwn(entry)))
            {
                throw new TrainingException($"The folder '{Path}' is not empty and contains no sweep (there is no "
                    + $"{FileName}). Choose another folder.");
            }

            FileReplacement.WriteText(PlanPath, writer => writer.Write(now.ToJsonString(RecipeFile.Json)));
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new TrainingException($"The sweep folder '{Path}' cannot be written: {e.Message}", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the temporary files that killed processes left in a run, which may go on no more.</summary>
    /// <exception cref="TrainingException">A process is training in its folder, or it cannot be written.</exception>
    public void Tidy(string run) => new RunFolder(RunPath(run)).Tidy();

    /// <summary>Records why a run has stopped.</summary>
    /// <exception cref="TrainingException">The run cannot be read or written.</exception>
    public void WriteReason(string run, string reason)
    {
        var folder = new RunFolder(RunPath(run));
        folder.Write(folder.ReadManifest() with { StopReason = reason });
    }

    /// <summary>
    /// Returns why a run ended if it would end so again: its loss was not finite. Null for every other run.
    /// </summary>
    /// <exception cref="TrainingException">The run cannot be read.</exception>
    public string? FinalFailure(string run)
    {
        RunManifest manifest = new RunFolder(RunPath(run)).ReadManifest();
        return manifest.Divergence is { } divergence && manifest.StopReason is string reason
            && reason.Contains($"{divergence}", StringComparison.Ordinal)
            ? reason
            : null;
    }

    private bool IsOwn(string entry) =>
        entry == LockPath || System.IO.Path.GetFileName(entry).StartsWith(FileName, StringComparison.Ordinal);

    private JsonObject Read()
    {
        try
        {
            return JsonNode.Parse(InputFile.ReadText(PlanPath, MaximumBytes), documentOptions: _strict) as JsonObject
                ?? throw new FormatException("it is not an object");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new TrainingException(
                $"'{PlanPath}' cannot be read as the plan of a sweep: {JsonShape.Reason(e).TrimEnd('.')}.", e);
        }
    }

    private void RejectOther(JsonObject then, JsonObject now)
    {
        if (then["formatVersion"]?.ToString() is string version && version != $"{LatestFormat}")
        {
            throw new TrainingException(
                $"'{PlanPath}' was written by another version of AlexNetPS (format {version}, known is "
                + $"{LatestFormat}).");
        }

        List<string> differences = [];
        foreach (string member in now.Select(one => one.Key).Union(then.Select(one => one.Key)))
            ResumeCheck.Compare(member, then[member], now[member], "sweep", differences);
        if (differences.Count > 0)
        {
            throw new TrainingException($"The sweep in '{Path}' has another plan and cannot go on with this one. Repeat "
                + $"its command, or choose another folder.\n  {string.Join("\n  ", differences)}");
        }
    }

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

    private FileStream? Lock()
    {
        try
        {
            return LockFile.Take(LockPath, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (HeldFile.IsShared(e))
        {
            return null;
        }
    }
}
