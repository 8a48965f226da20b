using System.Reflection;
using System.Text.Json.Serialization;

namespace AlexNetPS.Formats.Json;

/// <summary>Names of the types of polymorphic data, as "type" has them in JSON.</summary>
internal static class DerivedTypeName
{
    /// <summary>Returns all names, in the order in which they are declared.</summary>
    public static IReadOnlyList<string> All<TBase>() =>
        [.. typeof(TBase).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(derived => (string)derived.TypeDiscriminator!)];

    /// <summary>Returns the name of a value's type.</summary>
    public static string Of<TBase>(TBase value)
        where TBase : class =>
        (string)typeof(TBase).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Single(derived => derived.DerivedType == value.GetType()).TypeDiscriminator!;
}
