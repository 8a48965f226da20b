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
        object? given = inputData;
        if (BaseObject.Of(given) is object[] { Length: 1 } single)
            given = single[0];
        object? value = BaseObject.Of(given);
        return value as T
            ?? (value is null || IsOther(value, engineIntrinsics)
                ? null
                : From(value) ?? FromProperties(PSObject.AsPSObject(given!)))
            ?? throw new ArgumentTransformationMetadataException(
                $"{Accepted} is expected, not {ObjectName.Of(given)}.{Advice(value)}",
                // PowerShell tries the next parameter after a failed cast, and ends the binding after any other error.
                LeavesToOthers(given) ? new PSInvalidCastException() : null);
    }

    /// <summary>Returns the reference to a value of a table; null if it is not accepted.</summary>
    internal T? Find(object given) => BaseObject.Of(given) is object value ? From(value) : null;

    /// <summary>Accepted values, as the start of the error message.</summary>
    private protected abstract string Accepted { get; }

    /// <summary>Whether another parameter may take a value that this one rejects. Default: an error.</summary>
    private protected virtual bool LeavesToOthers(object? given) => false;

    /// <summary>Whether a value that could be accepted stands for something else in this session.</summary>
    private protected virtual bool IsOther(object given, EngineIntrinsics engine) => false;

    /// <summary>Returns the reference; null if the value is not accepted.</summary>
    private protected abstract T? From(object given);

    /// <summary>
    /// Returns the reference to what the object has the path of; null if it has none that is accepted.
    /// </summary>
    private protected virtual T? FromProperties(PSObject given) => null;

    /// <summary>Returns what to do with a rejected value, with a leading space; empty if nothing is known.</summary>
    private protected virtual string Advice(object? given) => "";
}
