using System.Collections;
using System.Management.Automation;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A network definition, the name of a preset, or the path of a JSON file.</summary>
public sealed class ArchitectureReference
{
    internal ArchitectureReference(object value) => Value = value;

    /// <summary>A <see cref="NetworkDefinition"/>, or a name or path.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}

/// <summary>
/// Lets a parameter take what Get-AlexNetArchitecture gives, the name of a preset, or the path of a JSON file.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ArchitectureReferenceAttribute : ReferenceAttribute
{
    private protected override string Accepted =>
        "The name of an architecture, the path of a .json file, or one network of Get-AlexNetArchitecture";

    private protected override object? From(object? given) => given switch
    {
        ArchitectureReference => given,
        NetworkDefinition or string => new ArchitectureReference(given),
        FileSystemInfo item => new ArchitectureReference(item.FullName),
        IList rows when LayerRows.NetworkOf(rows) is NetworkDefinition network => new ArchitectureReference(network),
        _ => null,
    };
}
