using System.Text.Json.Serialization;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>Something that is wrong with a run, why it probably is, and what to try.</summary>
/// <param name="Symptom">What it is.</param>
/// <param name="Epoch">Epoch in which it showed, from 1.</param>
/// <param name="Evidence">The numbers that say so.</param>
/// <param name="Cause">The likely cause.</param>
/// <param name="Setting">The setting to change, and to what.</param>
public sealed record TrainingFinding(TrainingSymptom Symptom, int Epoch, string Evidence, string Cause, string Setting)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Evidence} {Cause} {Setting}";
}

/// <summary>What can go wrong with a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingSymptom>))]
public enum TrainingSymptom
{
    /// <summary>The loss stays at ln(classes): every image is answered alike.</summary>
    FlatLoss,

    /// <summary>The loss has run away, far above that of guessing, or is infinite or no number any more.</summary>
    Divergence,

    /// <summary>Most units of a layer answer no image at all.</summary>
    DeadUnits,

    /// <summary>The validation loss rises, or stays, while the training loss falls.</summary>
    Overfitting,

    /// <summary>The training loss stays while the validation loss falls.</summary>
    DataProblem,

    /// <summary>Training and validation loss stay, at a level where little has been learned.</summary>
    NoProgress,

    /// <summary>Training and validation loss rise.</summary>
    RisingLoss,

    /// <summary>The loss goes up and down violently from epoch to epoch.</summary>
    OscillatingLoss,
}
