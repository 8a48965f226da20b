using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Reports epochs and checkpoints of a run on the information stream. In a terminal each epoch also becomes a row of a
/// table above the progress bar, which like the bar is not shown for short work; in the log of a build service, which
/// shows no bar, the line of each epoch is displayed. Created on the pipeline thread, used on the worker's.
/// </summary>
internal sealed class EpochDisplay
{
    private readonly DateTime _start = DateTime.UtcNow;
    private readonly string _source;
    private readonly int _epochs;
    private readonly DatasetFold? _fold;
    private readonly bool _inLog;
    private readonly EpochTable? _table;
    private readonly List<string> _held = [];

    public EpochDisplay(PSCmdlet cmdlet, int epochs, DatasetFold? fold)
    {
        (_source, _epochs, _fold) = (cmdlet.MyInvocation.MyCommand.Name, epochs, fold);
        var preferences = new DisplayPreferences(cmdlet);
        _inLog = preferences.ShowsLines;
        if (preferences is { ShowsProgress: true, ShowsInformation: false, IsTerminal: true })
            _table = new(epochs);
    }

    public void Report(WorkerChannel channel, EpochResult epoch)
    {
        // The checkpoint of the epoch is on disk: one record, one line.
        channel.WriteInformation(new TrainingRecord(epoch, EpochLine.Of(epoch, _epochs, _fold), _source, _inLog,
            TrainingRecord.Epoch, TrainingRecord.Checkpoint));
        if (_table is null)
            return;
        _held.AddRange(_table.Rows(epoch));
        if (DateTime.UtcNow - _start < ProgressDisplay.Silence)
            return;
        string rows = string.Join(Environment.NewLine, _held);
        _held.Clear();
        channel.WriteLine(rows);
    }

    public void Report(WorkerChannel channel, TrainingCheckpoint checkpoint)
    {
        if (checkpoint.Step > 0)
        {
            channel.WriteInformation(
                new TrainingRecord(checkpoint, $"{checkpoint}", _source, false, TrainingRecord.Checkpoint));
        }
    }
}
