using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Export;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "ImageNetDataset", SupportsShouldProcess = true)]
[OutputType(typeof(ExportedDataset))]
public sealed class ExportImageNetDatasetCommand : AlexNetCmdlet
{
    private const string Page = "Export-ImageNetDataset", ListExtension = ".csv";

    private readonly ExportSelection _selection = new();

    private SelectionInput _input = null!;
    private string _path = "";
    private bool _declined;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InputObject))]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public object[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Format))]
    public ExportFormat Format { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public DatasetReference? Dataset { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Train;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Prepared))]
    public PreparedImages Prepared { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quality))]
    [ValidateRange(1, 100)]
    public int Quality { get; set; } = 90;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ShardSize))]
    [ValidateRange(1, long.MaxValue)]
    public long ShardSize { get; set; } = 256L << 20;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (!IsBound(nameof(Format)) && OutputPath.EndsWith(ListExtension, StringComparison.OrdinalIgnoreCase))
            Format = ExportFormat.Csv;
        _path = Format == ExportFormat.Csv
            ? new OutputTarget(this, NoClobber, Force).Take(OutputPath, "A list", [ListExtension])
            : TakeFolder();
        _declined = !ShouldProcess(_path, $"Write dataset ({Format})");
        if (!_declined)
        {
            _input = new SelectionInput(this, _selection, Split,
                Dataset is null ? null : References.OpenWhole(References.Locate(Dataset, new(this)), this));
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_declined)
            return;
        foreach (object item in InputObject)
        {
            try
            {
                _input.Add(item);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_declined)
            return;
        if (_selection.Count == 0)
        {
            WriteWarning($"There was no image to export; '{_path}' was not written.");
            return;
        }

        var options = new ExportOptions
        {
            Format = Format,
            OutputPath = _path,
            Prepared = Prepared,
            Quality = Quality,
            ShardSize = ShardSize,
            Threads = Threads,
        };
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Exporting to {Path.GetFileName(_path)}");
        var relay = new Relay<ImportProgress>(
            p => bar.Report($"{p.Activity}: {p.Done:N0} of {p.Total:N0}, {p.PerSecond:N0} a second",
                (double)p.Done / p.Total, p.Remaining));
        ExportedDataset? written = null;
        void Write() => written = Run(display,
            channel => DatasetExporter.Export(_selection, options, relay, channel.Stopping));
        if (Format == ExportFormat.Csv)
            OutputTarget.WithAccess(_path, Force, Write);
        else
            Write();
        WriteObject(written);
    }

    private string TakeFolder()
    {
        string full = Path.GetFullPath(new PathResolver(this).Full(OutputPath));
        string? reason = DatasetExporter.WhyNotReplaceable(full);
        if (reason is not null)
        {
            throw new ErrorRecordException(Failure.Record("OutputNotExport", ErrorCategory.ResourceExists, reason,
                OutputPath, "Use another -OutputPath. Only an empty folder or an earlier export is replaced."));
        }

        return NoClobber && Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()
            ? throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{full}' already exists.", OutputPath, "Omit -NoClobber to replace it."))
            : full;
    }
}
