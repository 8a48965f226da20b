using System.Text.Json;

namespace AlexNetPS.Formats.Json;

/// <summary>A JSON converter that reports the errors in its own type's JSON.</summary>
internal interface IJsonShape
{
    /// <summary>Returns the errors as "field: error", in document order; empty if the element can be read.</summary>
    /// <param name="element">The JSON, not null.</param>
    /// <param name="path">Path of the field in the document.</param>
    IEnumerable<string> Problems(JsonElement element, string path);
}
