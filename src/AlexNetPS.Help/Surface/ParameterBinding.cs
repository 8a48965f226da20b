using System.Reflection;

namespace AlexNetPS.Help.Surface;

/// <summary>How a parameter binds in one parameter set.</summary>
/// <param name="Set">Name of the parameter set.</param>
/// <param name="Position">Position, from 0; null for none.</param>
/// <param name="Required">Whether it is mandatory.</param>
/// <param name="FromPipeline">Whether it takes pipeline input.</param>
/// <param name="FromProperty">Whether it takes a property of pipeline input.</param>
/// <param name="Message">Resource and key of its help message.</param>
internal sealed record ParameterBinding(string Set, int? Position, bool Required, bool FromPipeline, bool FromProperty,
    (string Resource, string Key) Message)
{
    public static ParameterBinding Of(CustomAttributeData data) => new(
        Attributes.Named(data, "ParameterSetName", CommandSurface.AllSets),
        Attributes.Named(data, "Position", int.MinValue) is var position && position >= 0 ? position : null,
        Attributes.Named(data, "Mandatory", false),
        Attributes.Named(data, "ValueFromPipeline", false),
        Attributes.Named(data, "ValueFromPipelineByPropertyName", false),
        (Attributes.Named(data, "HelpMessageBaseName", ""), Attributes.Named(data, "HelpMessageResourceId", "")));
}
