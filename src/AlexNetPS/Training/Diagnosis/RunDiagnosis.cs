using AlexNetPS.Engines;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Warns during a run of a loss that stays flat, of dead units and of other symptoms of its curves.</summary>
/// <param name="record">Record of the run.</param>
/// <param name="network">The network, whose dead units are counted.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="steps">Steps per epoch.</param>
/// <param name="warnings">Receives the warnings.</param>
internal sealed class RunDiagnosis(RunRecord record, INetwork network, int classes, int steps, SymptomWarnings warnings)
    : ITrainingListener
{
    private readonly FlatLossWatch _flatLoss = new(classes);

    public void Started(TrainingState state)
    {
        foreach (TrainingFinding finding in Findings(state))
            warnings.Skip(finding.Symptom);
    }

    public TrainingState BatchStarted(TrainingState state, Batch batch, bool isLast) =>
        isLast && DeadUnitCheck.IsDue(state.Epoch + 1)
            ? state with { Dead = DeadUnitCheck.Measure(network, batch.Images) }
            : state;

    public void BatchCompleted(TrainingState state, in StepResult result)
    {
        if (_flatLoss.Add(result.Loss))
            warnings.Warn(Symptoms.FlatLoss(record.Manifest.Recipe, classes, state.Epoch + 1));
    }

    public void EpochCompleted(TrainingState state)
    {
        foreach (TrainingFinding finding in Findings(state))
            warnings.Warn(finding);
    }

    private IEnumerable<TrainingFinding> Findings(TrainingState state) =>
        Symptoms.Of(record.Manifest.Recipe, classes, steps, state.History, record.Manifest.FirstLoss);
}
