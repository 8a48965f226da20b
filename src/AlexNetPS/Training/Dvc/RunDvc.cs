using AlexNetPS.Inference;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// Writes a run for DVC while it trains. What epochs have measured is written again from their results when a run is
/// resumed; of the steps, those that are done again are cut.
/// </summary>
/// <param name="folder">Of the run.</param>
/// <param name="run">What the run is.</param>
/// <param name="steps">Steps of an epoch.</param>
internal sealed class RunDvc(RunFolder folder, RunManifest run, int steps) : ITrainingListener
{
    private readonly DvcFolder _files = new(folder.Path);
    private readonly IReadOnlyList<EpochCurve> _curves = EpochCurve.Of(run.Dataset);

    // The validation of the epoch that is about to complete.
    private Metrics? _validation;
    private bool _hasMatrix;

    public void Started(TrainingState state) => folder.Guard(() =>
    {
        _files.Create();
        DvcFolder.Write(_files.ParametersPath, DvcParameters.Of(run));
        foreach (EpochCurve curve in _curves)
            Table(curve).Write(Rows(curve, state.History));
        long done = (long)state.Epoch * steps + state.Step;
        foreach (StepCurve curve in StepCurve.All)
            Table(curve).Cut(done);
        WriteFile(folder.BestPath);

        // Written in this order (EpochCompleted), so the matrix belongs to the metrics, if both are there.
        string? metrics = state.History.Count == 0 ? null : DvcMetrics.Of(_curves, state.History);
        _hasMatrix = metrics is not null && DvcFolder.Holds(_files.MetricsPath, metrics)
            && File.Exists(_files.ConfusionMatrixPath);
        if (!_hasMatrix)
            File.Delete(_files.ConfusionMatrixPath);
        if (metrics is null)
            File.Delete(_files.MetricsPath);
        else
            DvcFolder.Write(_files.MetricsPath, metrics);
    });

    /// <summary>Adds a point of the steps.</summary>
    /// <param name="step">The last step, from 1.</param>
    /// <param name="loss">Mean loss since the point before.</param>
    /// <param name="top1">Top-1 accuracy since the point before.</param>
    /// <param name="learningRate">Of the last step.</param>
    public void AddPoint(long step, double loss, double top1, double learningRate) => folder.Guard(() =>
    {
        foreach ((StepCurve curve, double value) in StepCurve.All.Zip([loss, top1, learningRate]))
            Table(curve).Append(step - 1, value);
    });

    /// <summary>Keeps the validation of the epoch that is about to complete.</summary>
    public void Validated(Metrics validation) => _validation = validation;

    public void EpochCompleted(TrainingState state) => folder.Guard(() =>
    {
        EpochResult epoch = state.History[^1];
        foreach (EpochCurve curve in _curves)
        {
            foreach ((long step, double value) in Rows(curve, [epoch]))
                Table(curve).Append(step, value);
        }

        if (epoch.IsBest)
            File.Delete(_files.ConfusionMatrixPath);
        DvcFolder.Write(_files.MetricsPath, DvcMetrics.Of(_curves, state.History));
        if (epoch.IsBest && _validation is not null)
            WriteMatrix(_validation);
    });

    /// <summary>Whether a run that is complete has no confusion matrix of its best epoch, and can have one.</summary>
    public bool LacksMatrix(TrainingState state) =>
        !_hasMatrix && run.Dataset.Validation > 0 && state.History.Any(epoch => epoch.IsBest);

    /// <summary>Writes the confusion matrix of the best epoch.</summary>
    public void WriteMatrix(Metrics validation)
    {
        folder.Guard(() => DvcFolder.Write(_files.ConfusionMatrixPath,
            ConfusionRows.Of(validation.ConfusionMatrix(), run.Dataset.Classes)));
        _hasMatrix = true;
    }

    /// <summary>Names the file in which a complete run keeps its model.</summary>
    public void WriteFile(string model) => folder.Guard(() =>
        DvcFolder.Write(_files.FilePath, DvcFile.Of(run, _curves, Path.GetFileName(model))));

    private static IEnumerable<(long Step, double Value)> Rows(EpochCurve curve, IEnumerable<EpochResult> epochs) =>
        epochs.Select(epoch => (Step: epoch.Epoch - 1L, Value: curve.Value(epoch)))
            .Where(row => row.Value is not null).Select(row => (row.Step, row.Value!.Value));

    private DvcCurve Table(EpochCurve curve) => new(_files.Of(curve.Path), curve.Column);

    private DvcCurve Table(StepCurve curve) => new(_files.Of(curve.Path), curve.Column);
}
