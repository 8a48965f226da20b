using AlexNetPS.Formats.Text;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Diagnosis of a training run.</summary>
public sealed class TrainingDiagnosis
{
    internal TrainingDiagnosis(TrainingRun run, IReadOnlyList<TrainingFinding> findings)
    {
        (Run, Path, Status, Epochs) = (run.Name, run.Path, run.Status, run.Epochs.Count);
        Findings = findings.ToReadable();
    }

    /// <summary>Name of the run.</summary>
    public string Run { get; }

    /// <summary>Path of the run folder.</summary>
    public string Path { get; }

    /// <summary>Status of the run.</summary>
    public RunStatus Status { get; }

    /// <summary>Number of epochs evaluated.</summary>
    public int Epochs { get; }

    /// <summary>Whether there are no findings.</summary>
    public bool Healthy => Findings.Count == 0;

    /// <summary>The findings, one per symptom.</summary>
    public IReadOnlyList<TrainingFinding> Findings { get; }

    /// <inheritdoc/>
    public override string ToString() => Healthy
        ? $"{Run}: nothing wrong in {Epochs} epochs"
        : $"{Run}: {string.Join(", ", Findings.Select(finding => finding.Symptom))}";
}
