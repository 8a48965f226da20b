using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>What is wrong with a run, if anything.</summary>
public sealed class TrainingDiagnosis
{
    internal TrainingDiagnosis(TrainingRun run, IReadOnlyList<TrainingFinding> findings)
    {
        (Run, Path, Status, Epochs) = (run.Name, run.Path, run.Status, run.Epochs.Count);
        // An array, because PowerShell indexes few other lists.
        Findings = findings.ToArray();
    }

    /// <summary>Name of the run.</summary>
    public string Run { get; }

    /// <summary>The run folder.</summary>
    public string Path { get; }

    /// <summary>How far the run is.</summary>
    public RunStatus Status { get; }

    /// <summary>Epochs that were looked at.</summary>
    public int Epochs { get; }

    /// <summary>Whether nothing is wrong, as far as can be seen.</summary>
    public bool Healthy => Findings.Count == 0;

    /// <summary>What is wrong, one for each symptom.</summary>
    public IReadOnlyList<TrainingFinding> Findings { get; }

    /// <inheritdoc/>
    public override string ToString() => Healthy
        ? $"{Run}: nothing wrong in {Epochs} epochs"
        : $"{Run}: {string.Join(", ", Findings.Select(finding => finding.Symptom))}";
}
