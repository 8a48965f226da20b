using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Base class of the transformations that let a parameter take an object or its path.</summary>
/// <remarks>
/// They only record the argument. Opening files in the binder would ignore Ctrl+C and report every failure as the same
/// binding error; the cmdlet opens them, with its own error ids.
/// </remarks>
/// <typeparam name="T">The type of the parameter.</typeparam>
public abstract class ReferenceAttribute<T> : ArgumentTransformationAttribute
    where T : class
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is object[] { Length: 1 } single)
            given = single[0] is PSObject inner ? inner.BaseObject : single[0];
        return given as T ?? (given is null ? null : From(given))
            ?? throw new ArgumentTransformationMetadataException($"{Accepted} is expected, not {Describe(given)}.");
    }

    /// <summary>Accepted values, as the start of the error message.</summary>
    private protected abstract string Accepted { get; }

    /// <summary>Returns the reference; null if the value is not accepted.</summary>
    private protected abstract T? From(object given);

    private static string Describe(object? given) => given switch
    {
        null => "null",
        object[] list => $"a list of {list.Length}",
        _ => given.GetType().FullName ?? given.GetType().Name,
    };
}
