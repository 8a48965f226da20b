using System.Text.Json.Serialization;

namespace AlexNetPS.Recipes.Schedules;

/// <summary>Unit of an interval.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleUnit>))]
public enum ScheduleUnit : long
{
    /// <summary>Passes over the training set.</summary>
    Epochs,

    /// <summary>Optimizer steps.</summary>
    Steps,
}
