using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Base of the transformations that let a parameter take an object or the path it is stored at.</summary>
/// <remarks>
/// They only note what was given. Opening files in the binder would be deaf to Ctrl+C and would turn every failure into
/// the same binding error; the cmdlet opens them, with its own error ids.
/// </remarks>
public abstract class ReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is object[] { Length: 1 } single)
            given = single[0] is PSObject inner ? inner.BaseObject : single[0];
        return From(given)
            ?? throw new ArgumentTransformationMetadataException($"{Accepted} is expected, not {Describe(given)}.");
    }

    /// <summary>What the parameter takes, in words, as the beginning of a sentence.</summary>
    private protected abstract string Accepted { get; }

    /// <summary>The reference, or null for something else.</summary>
    private protected abstract object? From(object? given);

    private static string Describe(object? given) => given switch
    {
        null => "null",
        object[] list => $"a list of {list.Length}",
        _ => given.GetType().FullName ?? given.GetType().Name,
    };
}
