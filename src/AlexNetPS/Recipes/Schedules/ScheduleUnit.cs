using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Recipes.Schedules;

/// <summary>Unit of an interval.</summary>
[JsonConverter(typeof(EnumNameConverter<ScheduleUnit>))]
public enum ScheduleUnit : long
{
    /// <summary>Passes over the training set.</summary>
    Epochs,

    /// <summary>Optimizer steps.</summary>
    Steps,
}
