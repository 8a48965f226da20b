using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// The path that an object has as a property: it identifies the run, model, store or image of a row of a comparison or
/// of a CSV file, and of an object that a job returned.
/// </summary>
internal static class ObjectPath
{
    private const string Deserialized = "Deserialized.";

    /// <summary>Returns the value of the first of the properties that has a text; null if none has.</summary>
    public static string? Of(object? value, params ReadOnlySpan<string> properties)
    {
        if (value is null or string)
            return null;
        PSObject wrapped = PSObject.AsPSObject(value);
        foreach (string name in properties)
        {
            if (wrapped.Properties[name] is { IsGettable: true } property
                && BaseObject.Of(property.Value) is string { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Whether an object is one of the type as a job, a remote session or a Clixml file returned it.</summary>
    public static bool IsCopyOf<T>(object? value) =>
        value is PSObject { TypeNames: [string name, ..] } && name == Deserialized + typeof(T).FullName;
}
