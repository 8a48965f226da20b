using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Health.Quarantine;
using AlexNetPS.Datasets.Health.Repairs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Repair, "ImageNetDataset", DefaultParameterSetName = ByKind, SupportsShouldProcess = true)]
[OutputType(typeof(RepairedImage), ParameterSetName = [ByKind, ByUndo])]
[OutputType(typeof(DatasetFinding), ParameterSetName = [ByQuarantine, ByImages])]
[OutputType(typeof(FileInfo), ParameterSetName = [ByLog])]
public sealed partial class RepairImageNetDatasetCommand : AlexNetCmdlet
{
    private const string Page = "Repair-ImageNetDataset";

    private const string ByKind = "Repair", ByUndo = "Undo", ByQuarantine = "Quarantine", ByLog = "Restore";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByKind,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByUndo,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByQuarantine,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByLog,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Position = 0, ParameterSetName = ByImages,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetNotImage]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByKind,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Kind))]
    [Parameter(ParameterSetName = ByUndo, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Kind))]
    [ValidateSet(nameof(FindingKind.Leakage), nameof(FindingKind.NearLeakage), nameof(FindingKind.Duplicate),
        nameof(FindingKind.NearDuplicate))]
    public FindingKind[] Kind { get; set; } = [];

    [Parameter(ParameterSetName = ByKind, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(KeepBest))]
    public SwitchParameter KeepBest { get; set; }

    [Parameter(ParameterSetName = ByKind, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxDistance))]
    [ValidateRange(0, 12)]
    public int MaxDistance { get; set; } = new RepairOptions().MaximumDistance;

    [Parameter(ParameterSetName = ByKind, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [Parameter(ParameterSetName = ByQuarantine, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ByUndo,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Undo))]
    public SwitchParameter Undo { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ByQuarantine,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quarantine))]
    [Parameter(Mandatory = true, ParameterSetName = ByImages,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quarantine))]
    [ValidateNotNullOrEmpty]
    public string Quarantine { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = ByLog,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Restore))]
    [ValidateNotNullOrEmpty]
    public string Restore { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        if (ParameterSetName == ByImages)
        {
            _images.Add(Image);
            return;
        }

        try
        {
            DatasetReference located = References.Locate(Dataset, paths);
            switch (ParameterSetName)
            {
                case ByKind:
                    Repair(StoreOf(located));
                    break;
                case ByUndo:
                    TakeBack(StoreOf(located));
                    break;
                case ByQuarantine:
                    MoveAside(located, paths.Full(Quarantine));
                    break;
                default:
                    MoveBack(SourceOf(located), paths.Existing(Restore));
                    break;
            }
        }
        catch (ErrorRecordException e)
        {
            WriteError(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, Dataset));
        }
    }

    private void Repair(string store)
    {
        var options = new RepairOptions
        {
            Kinds = [.. Kind.Distinct()],
            KeepBest = KeepBest,
            MaximumDistance = MaxDistance,
            Threads = Threads,
        };
        RepairPlan plan = Run((progress, stopping) => DatasetRepair.Plan(store, options, progress, stopping));
        foreach (string warning in plan.Warnings)
            WriteWarning(warning);
        RepairGroup[] groups = [.. plan.Groups.Where(group => ShouldProcess(
            string.Join("', '", group.Images.Select(image => image.Path)), group.What))];
        if (groups.Length == 0)
        {
            WriteVerbose(plan.Groups.Count == 0 ? $"Nothing to repair in {Dataset}." : "Nothing was repaired.");
            return;
        }

        Write(store, Run((progress, stopping) => DatasetRepair.Apply(plan, groups, progress, stopping)));
    }

    private void TakeBack(string store)
    {
        FindingKind[]? kinds = Kind.Length == 0 ? null : Kind;
        IReadOnlyList<RepairedImage> images = DatasetRepair.Undoable(store, kinds);
        if (images.Count == 0)
        {
            WriteVerbose($"No repair of {Dataset} to undo.");
            return;
        }

        if (!ShouldProcess(store, $"Undo the repair of {images.Count:N0} {(images.Count == 1 ? "image" : "images")}"))
            return;
        Run((progress, stopping) =>
        {
            DatasetRepair.Undo(store, kinds, progress, stopping);
            return true;
        });
        Write(store, images);
    }

    private void Write(string store, IReadOnlyList<RepairedImage> images)
    {
        if (Dataset.Value is ImageNetDataset or DatasetSplit)
        {
            WriteWarning("A dataset that was opened before has the previous splits. Import its folder again, or use the "
                + $"store '{store}'.");
        }

        foreach (RepairedImage image in images)
            WriteObject(image);
    }

    private void MoveAside(DatasetReference located, string folder)
    {
        var options = new HealthOptions { MaximumDistance = -1, Threads = Threads };
        string source = SourceOf(located);
        IReadOnlyList<DatasetFinding> findings = Run((progress, stopping) => located.Value switch
        {
            ImageNetDataset dataset => DatasetHealth.Check(dataset, options, progress, stopping),
            DatasetSplit split => DatasetHealth.Check(split.Dataset, options, progress, stopping),
            _ => DatasetHealth.Check((string)located.Value, options, progress, stopping),
        });
        IReadOnlyList<SkippedFile> elsewhere = FileQuarantine.Elsewhere(source, findings);
        if (elsewhere.Count > 0)
        {
            WriteWarning($"{elsewhere.Count:N0} unreadable {(elsewhere.Count == 1 ? "file is" : "files are")} in a linked "
                + $"folder outside '{source}', and not moved; the first is '{elsewhere[0].Path}'.");
        }

        Move(source, FileQuarantine.Movable(source, findings), folder, "unreadable file was", "unreadable files were");
    }

    private void MoveBack(string source, string log)
    {
        IReadOnlyList<string> restored = FileQuarantine.Restore(source, log,
            (from, to) => ShouldProcess(from, $"Move back to '{to}'"),
            (file, e) => WriteError(Failure.From(e, file.Path)), StopToken);
        foreach (string path in restored)
            WriteObject(new FileInfo(path));
    }

    private string StoreOf(DatasetReference located) => located.Value switch
    {
        ImageNetDataset dataset => Store(dataset),
        DatasetSplit split => Store(split.Dataset),
        string path when ImageNetDataset.IsStore(path) => Path.GetFileName(path) == "dataset.json"
            ? Path.GetDirectoryName(path)!
            : path,
        _ => Store(References.OpenWhole(new DatasetReference(located.Value), this)),
    };

    private static string Store(ImageNetDataset dataset) => dataset.StorePath
        ?? throw new DatasetException($"The dataset '{dataset.Name}' has no store, and a repair is kept in one. Import it "
            + "without -IndexOnly.");

    private string SourceOf(DatasetReference located) => located.Value switch
    {
        ImageNetDataset dataset => dataset.SourcePath,
        DatasetSplit split => split.Dataset.SourcePath,
        string path when ImageNetDataset.IsStore(path) => Read(_ => ImageNetDataset.Open(path)).SourcePath,
        _ => (string)located.Value,
    };

    private T Run<T>(Func<IProgress<ImportProgress>, CancellationToken, T> work)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Repairing {Dataset}");
        var relay = new Relay<ImportProgress>(
            p => bar.Report($"{p.Activity}: {p.Done:N0} of {p.Total:N0}, {p.PerSecond:N0} a second",
                p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));
        return Run(display, channel => work(relay, channel.Stopping));
    }
}
