using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Puts training runs side by side: the settings in which they differ, and what came of
/// them.</para>
/// </summary>
[Cmdlet(VerbsData.Compare, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(RunComparison))]
public sealed class CompareAlexNetRunCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath", ByRun = "Run";

    private readonly List<TrainingRun> _runs = [];

    /// <summary>
    /// <para type="description">Folders of runs, or folders that hold them; ./runs unless told. Wildcards are
    /// allowed.</para>
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>
    /// <para type="description">The same, taken as they are: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// <para type="description">Runs of Invoke-AlexNetTraining or Get-AlexNetRun.</para>
    /// </summary>
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

    /// <summary>The row with a property for each setting, so that a table or a CSV file has a column for it.</summary>
    private static PSObject Columns(RunComparison row)
    {
        var columns = new PSObject();
        columns.TypeNames.Insert(0, typeof(RunComparison).FullName!);
        Add(nameof(row.Run), row.Run);
        Add(nameof(row.IsBest), row.IsBest);
        foreach ((string name, object? value) in row.Values)
            Add(name, value);
        Add(nameof(row.Settings), row.Settings);
        Add(nameof(row.Status), row.Status);
        Add(nameof(row.EpochsDone), row.EpochsDone);
        Add(nameof(row.BestEpoch), row.BestEpoch);
        Add(nameof(row.TrainLoss), row.TrainLoss);
        Add(nameof(row.ValidationLoss), row.ValidationLoss);
        Add(nameof(row.ValidationTop1), row.ValidationTop1);
        Add(nameof(row.ValidationTop5), row.ValidationTop5);
        Add(nameof(row.Seconds), row.Seconds);
        Add(nameof(row.Path), row.Path);
        return columns;

        void Add(string name, object? value) => columns.Properties.Add(new PSNoteProperty(name, value));
    }
}
