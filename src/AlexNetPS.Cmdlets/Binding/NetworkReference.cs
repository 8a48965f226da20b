using System.Collections;
using System.Management.Automation;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A network, or what has one: a preset, a recipe, a model, a run, or the name or path of one.</summary>
public sealed class NetworkReference : Reference
{
    internal NetworkReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take output of Get-AlexNetArchitecture, a recipe, a model, a training run, the name or path of one
/// of them, or a table of changes.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NetworkReferenceAttribute : ReferenceAttribute<NetworkReference>
{
    private protected override string Accepted =>
        "The name of an architecture or recipe, the path of a .json file, a model or a run, or an object of "
            + "Get-AlexNetArchitecture, Get-AlexNetRecipe, Import-AlexNetModel or Get-AlexNetRun";

    private protected override NetworkReference? From(object given) => given switch
    {
        NetworkDefinition or AlexNetModel or TrainingRun or Recipe or string or IDictionary => new(given),
        FileSystemInfo item => new(item.FullName),
        IList rows when LayerRows.NetworkOf(rows) is NetworkDefinition network => new(network),
        _ => null,
    };

    // A row of a network stands for it: rows of a pipeline arrive one at a time.
    private protected override NetworkReference? FromProperties(PSObject given) =>
        LayerRows.NetworkOf(given) is NetworkDefinition network ? new(network)
            : ObjectPath.Of(given, "Path", "PSPath") is string path ? new(path) : null;
}
