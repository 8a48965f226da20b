using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Compare, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(RunComparison))]
public sealed class CompareAlexNetRunCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath", ByRun = "Run";

    private readonly List<TrainingRun> _runs = [];

    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRun)]
    [ValidateNotNullOrEmpty]
    public TrainingRun[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        _runs.AddRange(
            ParameterSetName == ByRun ? InputObject : new RunFinder(this).Find(literal ? LiteralPath : Path, literal));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        foreach (RunComparison row in RunComparison.Of(_runs))
            WriteObject(Columns(row));
    }

    /// <summary>
    /// Returns the row with one property per setting, so that tables and CSV files have a column for it.
    /// </summary>
    private static PSObject Columns(RunComparison row)
    {
        var columns = new PSObject();
        columns.TypeNames.Insert(0, typeof(RunComparison).FullName!);
        Add(nameof(row.Run), row.Run);
        Add(nameof(row.Folder), row.Folder);
        Add(nameof(row.IsBest), row.IsBest);
        Add(nameof(row.ValidationTop1), row.ValidationTop1);
        Add(nameof(row.ValidationTop5), row.ValidationTop5);
        Add(nameof(row.ValidationLoss), row.ValidationLoss);
        Add(nameof(row.TrainLoss), row.TrainLoss);
        Add(nameof(row.BestEpoch), row.BestEpoch);
        Add(nameof(row.EpochsDone), row.EpochsDone);
        Add(nameof(row.Status), row.Status);
        Add(nameof(row.Seconds), row.Seconds);
        foreach ((string name, object? value) in row.Values)
            Add(name, value);
        Add(nameof(row.Settings), row.Settings);
        Add(nameof(row.Path), row.Path);
        return columns;

        void Add(string name, object? value) => columns.Properties.Add(new PSNoteProperty(name, value));
    }
}
