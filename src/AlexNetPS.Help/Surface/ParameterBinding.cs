using System.Reflection;

namespace AlexNetPS.Help.Surface;

/// <summary>How a parameter binds in one parameter set.</summary>
internal sealed record ParameterBinding(string Set, int? Position, bool Required, bool FromPipeline, bool FromProperty)
{
    public static ParameterBinding Of(CustomAttributeData data) => new(
        Attributes.Named(data, "ParameterSetName", CommandSurface.AllSets),
        Attributes.Named(data, "Position", int.MinValue) is var position && position >= 0 ? position : null,
        Attributes.Named(data, "Mandatory", false),
        Attributes.Named(data, "ValueFromPipeline", false),
        Attributes.Named(data, "ValueFromPipelineByPropertyName", false));
}
