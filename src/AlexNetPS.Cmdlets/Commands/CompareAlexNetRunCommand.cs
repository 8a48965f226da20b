using System.Management.Automation;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Compare, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(RunComparison), typeof(FoldSummary))]
public sealed class CompareAlexNetRunCommand : RunCommand
{
    private readonly List<TrainingRun> _runs = [];

    /// <inheritdoc/>
    protected override void Process() => _runs.AddRange(Runs());

    /// <inheritdoc/>
    protected override void End()
    {
        foreach (RunComparison row in RunComparison.Of(_runs))
            WriteObject(Columns(row));
        WriteObject(FoldSummary.Of(_runs), enumerateCollection: true);
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
