using System.Collections;
using System.Management.Automation;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A network definition, the name of a preset, or the path of a JSON file.</summary>
public sealed class ArchitectureReference : Reference
{
    internal ArchitectureReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take output of Get-AlexNetArchitecture, the name of a preset, or the path of a JSON file.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ArchitectureReferenceAttribute : ReferenceAttribute<ArchitectureReference>
{
    private protected override string Accepted =>
        "The name of an architecture, the path of a .json file, or one network of Get-AlexNetArchitecture";

    private protected override ArchitectureReference? From(object given) => given switch
    {
        NetworkDefinition or string => new(given),
        FileSystemInfo item => new(item.FullName),
        IList rows when LayerRows.NetworkOf(rows) is NetworkDefinition network => new(network),
        _ => null,
    };
}
