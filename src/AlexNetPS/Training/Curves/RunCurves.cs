using System.Numerics;
using AlexNetPS.Engines;

namespace AlexNetPS.Training;

/// <summary>
/// Writes how a run goes for TensorBoard: numbers every few steps and every epoch, histograms of the weights. A session begins a file
/// of its own; steps count updates of the weights over the whole run, so that the files of a run are one curve.
/// </summary>
/// <param name="folder">Of the run.</param>
/// <param name="recipe">Of the run.</param>
/// <param name="network">Is read, never written.</param>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="detail">What is written.</param>
internal sealed class RunCurves(RunFolder folder, Recipe recipe, INetwork network, int steps, TensorBoardDetail detail) : IDisposable
{
    /// <summary>Steps between two points, about: an epoch is divided evenly.</summary>
    private const int Interval = 50;

    // TensorBoard shows as many histograms of a tensor, whatever is there.
    private const int HistogramsWithoutGap = 500;

    private readonly ParameterCurves _parameters = new(network, recipe.Optimizer);
    private readonly int _points = Math.Max(1, (int)Math.Round((double)steps / Interval));
    private EventFile? _file;

    /// <summary>Begins a session where the run stands.</summary>
    public void Begin(TrainingState state)
    {
        if (detail == TensorBoardDetail.None) return;
        long updates = Updates(state);

        // A process that was killed may have written points of steps that are now done again.
        folder.Guard(() => (_file = new(folder.Path)).Append(CurveEvent.SessionStart(updates == 0 ? 0 : updates + 1)));
        if (updates == 0) Write(AddParameters(new(0), state.Epoch, 0, 0));
    }

    /// <summary>Whether a point is due after a step of an epoch; all steps up to it have to have ended by then.</summary>
    public bool IsDue(int step) => _file is not null && (long)step * _points / steps > (step - 1L) * _points / steps;

    /// <summary>Writes the mean loss since the point before, when one is due.</summary>
    /// <returns>The state, with where the next point begins.</returns>
    public TrainingState AfterStep(TrainingState state)
    {
        if (!IsDue(state.Step)) return state;
        (EpochSums sums, EpochSums before) = (state.Sums, state.Charted);
        var point = new CurveEvent(Updates(state));
        point.Add("steps/loss", (sums.Loss - before.Loss) / (sums.Images - before.Images));
        point.Add("steps/learning_rate", sums.LearningRate);
        Write(point);
        return state with { Charted = sums };
    }

    /// <summary>Writes the epoch that has just ended. Its checkpoint comes afterwards: a run that goes on from it has its curves.</summary>
    public void AfterEpoch(TrainingState state)
    {
        if (_file is null) return;
        EpochResult epoch = state.History[^1];
        var point = new CurveEvent(Updates(state));
        point.Add("loss/train", epoch.TrainLoss);
        point.Add("loss/validation", epoch.ValidationLoss);
        point.Add("accuracy/train_top1", epoch.TrainTop1);
        point.Add("accuracy/validation_top1", epoch.ValidationTop1);
        point.Add("accuracy/validation_top5", epoch.ValidationTop5);
        point.Add("speed/images_per_second", epoch.ImagesPerSecond);
        Write(AddParameters(point, state.Epoch, Updates(state), epoch.LearningRate));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private long Updates(TrainingState state) => (long)state.Epoch * steps + state.Step;

    private CurveEvent AddParameters(CurveEvent point, int epoch, long updates, double learningRate)
    {
        _parameters.Add(point, updates, learningRate, detail == TensorBoardDetail.Histograms && HistogramsAreDue(epoch));
        return point;
    }

    /// <summary>Every epoch at first, then every second, fourth and so on: a long run of a small network fills no disk.</summary>
    internal static bool HistogramsAreDue(int epoch) => epoch % BitOperations.RoundUpToPowerOf2((uint)(epoch / HistogramsWithoutGap) + 1) == 0;

    private void Write(CurveEvent point) => folder.Guard(() => _file!.Append(point.ToMessage()));
}
