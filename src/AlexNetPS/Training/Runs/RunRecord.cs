using System.Diagnostics;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Training.Runs;

/// <summary>Keeps run.json and the files derived from it up to date.</summary>
internal sealed class RunRecord(RunFolder folder, RunManifest manifest) : ITrainingListener
{
    /// <summary>Reason of a run that was stopped by its cancellation.</summary>
    public const string StoppedByUser = "Stopped by the user.";

    /// <summary>Returns the reason of a run whose training was canceled.</summary>
    public static string Canceled(TrainingOptions options) => options.StopReason?.Invoke() ?? StoppedByUser;

    private readonly Recipe _recipe = manifest.Recipe;
    private readonly Stopwatch _clock = new();

    private RunManifest _written = manifest;

    /// <summary>The run as last written, with later changes.</summary>
    public RunManifest Manifest { get; private set; } = manifest;

    /// <summary>Whether the run has not ended, as far as run.json says.</summary>
    public bool IsRunning { get; private set; } = true;

    /// <summary>Whether all epochs are done, or early stopping ends the run.</summary>
    public bool IsDone(TrainingState state) => state.Epoch >= _recipe.Epochs || EarlyStop(state) is not null;

    /// <summary>
    /// Writes the run as running: an unwritable folder is reported before the first step, and other processes see the
    /// run.
    /// </summary>
    public void Start(TrainingState state)
    {
        // A divergence after the checkpoint that the run resumes from has not happened yet.
        if (Manifest.Divergence?.Epoch > state.Epoch)
            Manifest = Manifest with { Divergence = null };
        Write(RunStatus.Running, state, null);
        _clock.Start();
    }

    /// <summary>Records the loss of the run's first step, with which later losses are compared.</summary>
    public void SetFirstLoss(double loss)
    {
        if (Manifest.FirstLoss is null)
            Manifest = Manifest with { FirstLoss = loss };
    }

    /// <summary>Records a divergence.</summary>
    public void SetDivergence(TrainingFinding finding) => Manifest = Manifest with { Divergence = finding };

    public void EpochCompleted(TrainingState state) =>
        Write(IsDone(state) ? RunStatus.Completed : RunStatus.Running, state, EarlyStop(state));

    /// <summary>Writes the run as completed.</summary>
    public TrainingRun Complete(TrainingState state) => Write(RunStatus.Completed, state, EarlyStop(state));

    /// <summary>Records an error that ends the run, with the epochs recorded before; the error is reported.</summary>
    public void Fail(Exception error)
    {
        IsRunning = false;
        try
        {
            folder.Write(_written with
            {
                Status = RunStatus.Stopped,
                StopReason = error is OperationCanceledException
                    ? StoppedByUser
                    : $"Ended by an error: {error.Message}",
                Seconds = Manifest.Seconds + _clock.Elapsed.TotalSeconds,
            });
        }
        catch (TrainingException)
        {
            // The folder cannot be written, which may be the error itself.
        }
    }

    /// <summary>Writes the run.</summary>
    /// <param name="status">Status of the run.</param>
    /// <param name="state">State with the completed epochs.</param>
    /// <param name="reason">Why it ended early; null otherwise.</param>
    public TrainingRun Write(RunStatus status, TrainingState state, string? reason)
    {
        RunManifest written = Manifest with
        {
            Status = status,
            StopReason = reason,
            Epochs = state.History,
            Seconds = Manifest.Seconds + _clock.Elapsed.TotalSeconds,
        };
        folder.Write(written);
        _written = written;
        IsRunning = status == RunStatus.Running;
        return new(folder, written);
    }

    private string? EarlyStop(TrainingState state) => state.Step == 0
        ? _recipe.EarlyStopping?.Reason(EpochResult.Scores(state.History))
        : null;
}
