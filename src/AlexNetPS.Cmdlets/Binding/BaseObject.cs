using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Objects without PowerShell's wrapper.</summary>
internal static class BaseObject
{
    /// <summary>Returns the wrapped object, or the object itself.</summary>
    public static object? Of(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
