using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Training.Runs;

/// <summary>Status of a run.</summary>
[JsonConverter(typeof(EnumNameConverter<RunStatus>))]
public enum RunStatus : long
{
    /// <summary>A process is training.</summary>
    Running,

    /// <summary>Stopped early; can be resumed.</summary>
    Stopped,

    /// <summary>All epochs are completed.</summary>
    Completed,
}
