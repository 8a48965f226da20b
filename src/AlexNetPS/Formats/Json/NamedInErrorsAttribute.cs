namespace AlexNetPS.Formats.Json;

/// <summary>Marks a type whose "name" field is added to its errors: nobody counts the items of a list.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedInErrorsAttribute : Attribute;
