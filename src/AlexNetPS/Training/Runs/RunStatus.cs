using System.Text.Json.Serialization;

namespace AlexNetPS.Training.Runs;

/// <summary>How far a run is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>A process is at it.</summary>
    Running,

    /// <summary>Ended early; it can be resumed.</summary>
    Stopped,

    /// <summary>All epochs are done.</summary>
    Completed,
}
