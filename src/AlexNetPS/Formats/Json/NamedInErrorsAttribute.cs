namespace AlexNetPS.Formats.Json;

/// <summary>
/// Marks a type whose "name" field is added to its errors: a name is easier to find than a list index.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedInErrorsAttribute : Attribute;
