using System.Collections;
using System.Management.Automation;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A network definition, the name of a preset, the path of a JSON file, or a table of changes.</summary>
public sealed class ArchitectureReference : Reference
{
    internal ArchitectureReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take output of Get-AlexNetArchitecture, the name of a preset, the path of a JSON file, or a table
/// of changes: @{ preset = 'Paper'; layers = @{ 'norm*' = $null } }.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ArchitectureReferenceAttribute : ReferenceAttribute<ArchitectureReference>
{
    private protected override string Accepted =>
        "The name of an architecture, the path of a .json file, one network of Get-AlexNetArchitecture, or a table of "
            + "changes (@{ preset = 'Paper'; layers = @{ 'norm*' = $null } })";

    private protected override ArchitectureReference? From(object given) => given switch
    {
        NetworkDefinition or string or IDictionary => new(given),
        FileSystemInfo item => new(item.FullName),
        IList rows when LayerRows.NetworkOf(rows) is NetworkDefinition network => new(network),
        _ => null,
    };
}
