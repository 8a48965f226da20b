using System.Text.Json.Nodes;
using AlexNetPS.Formats.Text;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Sections;

/// <summary>Runs: of one its result, settings, machine and epochs; of several a comparison. Findings of both.</summary>
internal static class RunSections
{
    private const int SettingColumns = 6;

    public static IEnumerable<ReportSection> Of(IReadOnlyList<TrainingRun> runs)
    {
        if (runs.Count == 1)
            yield return new("Run", [Facts(runs[0]), Settings(runs[0]), .. Epochs(runs[0])]);
        else if (runs.Count > 1)
            yield return new("Runs", [Comparison(runs), Machines(runs)]);
        ReportCell[][] findings = [.. runs.SelectMany(run => Findings(run, runs.Count > 1))];
        if (findings.Length > 0)
            yield return new("Findings", [new ReportList(findings)]);
    }

    public static ReportFacts Facts(TrainingRun run) => new([
        new("Run", ReportCell.Name(run.Name)),
        new("Folder", ReportCell.Name(run.Folder)),
        new("Status", ReportCell.Words(Number($"{run.Status}, {run.EpochCount:N0} of {run.Recipe.Epochs:N0} epochs"))),
        .. run.StopReason is string reason ? [new ReportFact("Stopped", ReportCell.Words(reason))] : NoFacts,
        .. run.BestEpoch is EpochResult best ? [Best(best)] : NoFacts,
        new("Dataset", ReportCell.Name(run.Dataset), ReportCell.Words(Number(
            $", {run.Manifest.Dataset.Train:N0} training and {run.Manifest.Dataset.Validation:N0} validation images")
            + (run.Fold is { } fold ? $", {fold}" : ""))),
        .. run.Tags.Count > 0 ? [new ReportFact("Tags", ReportCell.Words(string.Join(", ", run.Tags)))] : NoFacts,
        .. run.Note is string note ? [new ReportFact("Note", ReportCell.Words(note))] : NoFacts,
        new("Machine", ReportCell.Words(Machine(run))),
        new("Started", ReportCell.Time(run.Started), ReportCell.Words(", trained for "),
            ReportCell.Time(run.Elapsed)),
    ]);

    private static ReportFact[] NoFacts => [];

    private static ReportFact Best(EpochResult best) => new("Best epoch", ReportCell.Words(Number($"{best.Epoch:N0}: ")
        + (best.ValidationTop1 is double top1
            ? $"validation top-1 {ReportCell.Percent(top1).Text}, loss {LossText.Of(best.ValidationLoss!.Value)}; "
            : "")
        + $"training loss {LossText.Of(best.TrainLoss)}"));

    private static string Machine(TrainingRun run)
    {
        RunEnvironment environment = run.Manifest.Environment;
        return Number($"{environment.DeviceDescription} ({environment.Device}), {environment.Processors} processors, ")
            + $"{environment.OperatingSystem}, {environment.Runtime}, AlexNetPS {environment.Version}";
    }

    public static ReportTable Settings(TrainingRun run) => new([new("Setting"), new("Value")],
        [.. RunSettings.Of(run).Where(setting => setting.Value is not null).Select(setting => new[]
        {
            ReportCell.Words(setting.Key), ReportCell.Words(Text(setting.Value)),
        })])
    {
        Caption = "Settings",
        IsFixed = true,
        IsDetail = true,
    };

    public static string Text(JsonNode? value) => ReadableText.Of(SettingValues.Of([value])[0]);

    public static IEnumerable<ReportTable> Epochs(TrainingRun run)
    {
        if (run.Epochs.Count == 0)
            yield break;
        bool validated = run.Epochs.Any(epoch => epoch.ValidationTop1 is not null);
        yield return new([new("Epoch", true), new("Training loss", true), new("Training top-1", true),
            .. validated
                ? [new ReportColumn("Validation loss", true), new ReportColumn("Validation top-1", true)]
                : Array.Empty<ReportColumn>(),
            new("Learning rate", true), new("Seconds", true), new("Best so far")],
            [.. run.Epochs.Reverse().Select(epoch => new[]
            {
                ReportCell.Count(epoch.Epoch), ReportCell.Loss(epoch.TrainLoss), ReportCell.Percent(epoch.TrainTop1),
                ReportCell.Loss(epoch.ValidationLoss), ReportCell.Percent(epoch.ValidationTop1),
                ReportCell.Number(epoch.LearningRate), ReportCell.Words(Number($"{epoch.Seconds:0.0}")),
                ReportCell.Words(epoch.IsBest ? "yes" : ""),
            }).Select(row => validated ? row : [.. row[..3], .. row[5..]])])
        {
            Caption = "Epochs, last first",
            IsDetail = true,
        };
    }

    public static ReportTable Comparison(IReadOnlyList<TrainingRun> runs)
    {
        IReadOnlyList<RunComparison> rows = RunComparison.Of(runs);
        string[] all = [.. rows[0].Values.Keys];
        string[] shown = [.. all.Take(SettingColumns)];
        return new([new("Run"), new("Status"), new("Validation top-1", true), new("Loss", true),
            new("Best epoch", true), new("Epochs", true), new("Time", true),
            .. shown.Select(name => new ReportColumn(name)),
            .. all.Length > shown.Length ? [new ReportColumn("Other settings")] : Array.Empty<ReportColumn>()],
            [.. rows.OrderByDescending(row => row.IsBest).ThenByDescending(row => row.ValidationTop1 ?? -1)
                .ThenBy(row => row.ValidationLoss ?? row.TrainLoss).Select(row => Row(row, all, shown).ToArray())])
        {
            Caption = all.Length == 0 ? "The best run first; the settings are the same"
                : "The best run first, with the settings that differ",
        };
    }

    private static IEnumerable<ReportCell> Row(RunComparison row, string[] all, string[] shown)
    {
        yield return ReportCell.Name(row.Folder);
        yield return ReportCell.Words($"{row.Status}");
        yield return ReportCell.Percent(row.ValidationTop1);
        yield return ReportCell.Loss(row.ValidationLoss ?? row.TrainLoss);
        yield return row.BestEpoch is int best ? ReportCell.Count(best) : ReportCell.Empty;
        yield return ReportCell.Count(row.EpochsDone);
        yield return ReportCell.Time(TimeSpan.FromSeconds(row.Seconds));
        foreach (string name in shown)
            yield return ReportCell.Words(ReadableText.Of(row.Values[name]));
        if (all.Length > shown.Length)
        {
            yield return ReportCell.Words(string.Join(", ", all[shown.Length..]
                .Where(name => row.Values[name] is not null)
                .Select(name => $"{name} {ReadableText.Of(row.Values[name])}")));
        }
    }

    public static ReportFacts Machines(IReadOnlyList<TrainingRun> runs)
    {
        string[] machines = [.. runs.Select(Machine).Distinct()];
        return new([.. machines.Select(machine =>
            new ReportFact(machines.Length == 1 ? "Machine" : "Machines", ReportCell.Words(machine)))]);
    }

    public static IEnumerable<ReportCell[]> Findings(TrainingRun run, bool several)
    {
        foreach (TrainingFinding finding in run.Diagnose().Findings)
        {
            ReportCell[] text = [ReportCell.Words($"{finding}")];
            yield return several ? [ReportCell.Name(run.Folder), ReportCell.Words(": "), .. text] : text;
        }
    }

    private static string Number(FormattableString text) => FormattableString.Invariant(text);
}
