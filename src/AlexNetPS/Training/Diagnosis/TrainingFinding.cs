using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>A problem of a training run, with its likely cause and the setting to change.</summary>
/// <param name="Symptom">The symptom.</param>
/// <param name="Epoch">Epoch in which it was found, from 1.</param>
/// <param name="Evidence">The measured values.</param>
/// <param name="Cause">The likely cause.</param>
/// <param name="Setting">The setting to change, and the new value.</param>
public sealed record TrainingFinding(TrainingSymptom Symptom, int Epoch, string Evidence, string Cause, string Setting)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Evidence} {Cause} {Setting}";
}

/// <summary>Symptoms of a training run.</summary>
[JsonConverter(typeof(EnumNameConverter<TrainingSymptom>))]
public enum TrainingSymptom : long
{
    /// <summary>The loss stays at ln(classes): the output is the same for every image.</summary>
    FlatLoss,

    /// <summary>The loss is far above that of guessing, infinite or NaN.</summary>
    Divergence,

    /// <summary>Most units of a layer are 0 for every image.</summary>
    DeadUnits,

    /// <summary>The validation loss rises, or stays, while the training loss falls.</summary>
    Overfitting,

    /// <summary>The training loss stays while the validation loss falls.</summary>
    DataProblem,

    /// <summary>Training and validation loss stay at a level at which little has been learned.</summary>
    NoProgress,

    /// <summary>Training and validation loss rise.</summary>
    RisingLoss,

    /// <summary>The loss oscillates strongly from epoch to epoch.</summary>
    OscillatingLoss,
}
