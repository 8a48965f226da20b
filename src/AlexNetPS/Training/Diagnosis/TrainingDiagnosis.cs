using AlexNetPS.Formats.Text;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Diagnosis of a training run.</summary>
public sealed class TrainingDiagnosis
{
    internal TrainingDiagnosis(TrainingRun run, IReadOnlyList<TrainingFinding> findings, string? tooShort)
    {
        (Run, Path, Status, Epochs) = (run.Name, run.Path, run.Status, run.Epochs.Count);
        Findings = findings.ToReadable();
        TooShort = Findings.Count == 0 ? tooShort : null;
    }

    /// <summary>Name of the run.</summary>
    public string Run { get; }

    /// <summary>Path of the run folder.</summary>
    public string Path { get; }

    /// <summary>Status of the run.</summary>
    public RunStatus Status { get; }

    /// <summary>Number of epochs evaluated.</summary>
    public int Epochs { get; }

    /// <summary>
    /// Whether the run has no problem: false if there are findings, null if the run is too short to tell.
    /// </summary>
    public bool? Healthy => Findings.Count > 0 ? false : TooShort is null ? true : null;

    /// <summary>Why the run is too short to tell whether it has a problem; null if it can be told.</summary>
    public string? TooShort { get; }

    /// <summary>The findings, one per symptom.</summary>
    public IReadOnlyList<TrainingFinding> Findings { get; }

    /// <inheritdoc/>
    public override string ToString() => Findings.Count > 0
        ? $"{Run}: {string.Join(", ", Findings.Select(finding => finding.Symptom))}"
        : $"{Run}: {TooShort ?? $"nothing wrong in {Epochs} epochs"}";
}
