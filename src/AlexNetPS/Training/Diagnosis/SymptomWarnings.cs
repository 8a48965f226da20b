namespace AlexNetPS.Training.Diagnosis;

/// <summary>Warns an observer of each symptom once per session.</summary>
internal sealed class SymptomWarnings(ITrainingObserver? observer)
{
    private readonly HashSet<TrainingSymptom> _known = [];

    /// <summary>Marks a symptom as reported by an earlier session.</summary>
    public void Skip(TrainingSymptom symptom) => _known.Add(symptom);

    public void Warn(TrainingFinding finding)
    {
        if (_known.Add(finding.Symptom))
            observer?.OnWarning(finding.ToString());
    }
}
