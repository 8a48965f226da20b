using System.Numerics;
using AlexNetPS.Engines;
using AlexNetPS.Formats.TensorBoard;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Dvc;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Curves;

/// <summary>
/// Writes how a run goes for TensorBoard: numbers every few steps and every epoch, histograms of the weights and their
/// gradients. A session begins a file of its own; steps count updates of the weights over the whole run, so that the
/// files of a run are one curve.
/// </summary>
/// <param name="folder">Of the run.</param>
/// <param name="plan">How often.</param>
/// <param name="network">Is read, never written.</param>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="detail">What is written.</param>
/// <param name="dvc">Receives the numbers of the points as well; null for none.</param>
internal sealed class RunCurves(RunFolder folder, CurvePlan plan, INetwork network, int steps,
    TensorBoardDetail detail, RunDvc? dvc) : ITrainingListener, IDisposable
{
    /// <summary>Steps between two points unless planned, about: an epoch is divided evenly.</summary>
    private const int Interval = 50;

    // TensorBoard shows as many histograms of a tensor, whatever is there.
    private const int HistogramsWithoutGap = 500;

    private readonly ParameterCurves _parameters = new(network);
    private readonly int _points = Math.Max(1, (int)Math.Round((double)steps / Interval));
    private EventFile? _file;
    private EpochSums _lastStep;

    /// <summary>Starts a file for the session.</summary>
    public void Started(TrainingState state)
    {
        if (detail == TensorBoardDetail.None)
            return;
        long updates = Updates(state);

        // A process that was killed may have written points of steps that are now done again.
        folder.Guard(() => (_file = new(folder.Path)).Append(CurveEvent.SessionStart(updates == 0 ? 0 : updates + 1)));
        if (updates == 0)
            Write(AddParameters(new(0), 0));
    }

    public bool NeedsResults(TrainingState next) =>
        NumbersAreDue(next.Epoch, next.Step) || NeedsGradient(next);

    public bool NeedsGradient(TrainingState next) => _file is not null
        && (plan.WeightsEvery > 0 ? Updates(next) % plan.WeightsEvery == 0 : next.Step == steps);

    public void BatchCompleted(TrainingState state, in StepResult result) =>
        _lastStep = (result.Begins ? default : _lastStep)
            .Add(result.Loss, result.Correct, result.Images, result.LearningRate);

    /// <summary>
    /// Writes the points that are due: numbers of the step and their means since the point before, weights and
    /// gradients.
    /// </summary>
    /// <returns>The state, with the sums at its newest point.</returns>
    public TrainingState StepCompleted(TrainingState state)
    {
        if (!NeedsResults(state))
            return state;
        long updates = Updates(state);
        var point = new CurveEvent(updates);

        // At the step itself: a run that is stopped before its epoch has ended has its gradient no more.
        if (NeedsGradient(state))
            AddParameters(point, plan.WeightsEvery > 0 ? updates / plan.WeightsEvery : state.Epoch + 1);
        bool numbers = NumbersAreDue(state.Epoch, state.Step);
        if (numbers)
            AddNumbers(point, state, _lastStep);
        if (_file is not null)
            Write(point);
        return numbers ? state with { Charted = state.Sums } : state;
    }

    /// <summary>
    /// Writes the epoch that has just ended. Its checkpoint comes afterwards: a run that goes on from it has its
    /// curves.
    /// </summary>
    public void EpochCompleted(TrainingState state)
    {
        if (_file is null)
            return;
        EpochResult epoch = state.History[^1];
        var point = new CurveEvent(Updates(state));
        point.Add("loss/train", epoch.TrainLoss);
        point.Add("loss/validation", epoch.ValidationLoss);
        point.Add("accuracy/train_top1", epoch.TrainTop1);
        point.Add("accuracy/validation_top1", epoch.ValidationTop1);
        point.Add("accuracy/validation_top5", epoch.ValidationTop5);
        point.Add("speed/images_per_second", epoch.ImagesPerSecond);
        Write(point);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void AddNumbers(CurveEvent point, TrainingState state, in EpochSums last)
    {
        (EpochSums sums, EpochSums before) = (state.Sums, state.Charted);
        double loss = (sums.Loss - before.Loss) / (sums.Images - before.Images);
        double top1 = (double)(sums.Correct - before.Correct) / (sums.Images - before.Images);
        dvc?.AddPoint(Updates(state), loss, top1, sums.LearningRate);
        point.Add("steps/loss", loss);
        point.Add("steps/top1", top1);
        point.Add("steps/learning_rate", sums.LearningRate);
        point.Add("batch/loss", last.Loss / last.Images);
        point.Add("batch/top1", (double)last.Correct / last.Images);
    }

    private bool NumbersAreDue(int epoch, int step) => (_file is not null || dvc is not null)
        && (plan.Every > 0
            ? Updates(epoch, step) % plan.Every == 0
            : (long)step * _points / steps > (step - 1L) * _points / steps);

    private long Updates(TrainingState state) => Updates(state.Epoch, state.Step);

    private long Updates(int epoch, int step) => (long)epoch * steps + step;

    private CurveEvent AddParameters(CurveEvent point, long number)
    {
        _parameters.Add(point, detail == TensorBoardDetail.Histograms && HistogramsAreDue(number));
        return point;
    }

    /// <summary>
    /// Every point at first, then every second, fourth and so on: a long run of a small network fills no disk.
    /// </summary>
    internal static bool HistogramsAreDue(long point) =>
        point % (long)BitOperations.RoundUpToPowerOf2((ulong)(point / HistogramsWithoutGap) + 1) == 0;

    private void Write(CurveEvent point) => folder.Guard(() => _file!.Append(point.ToMessage()));
}
