using System.Reflection;

namespace AlexNetPS.Help.Surface;

/// <summary>Reads attributes as data, because PowerShell itself is not available to construct them.</summary>
internal static class Attributes
{
    public static CustomAttributeData? Find(MemberInfo member, string name)
    {
        for (MemberInfo? at = member; at is not null; at = (at as Type)?.BaseType)
        {
            if (at.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == name) is { } found)
                return found;
        }

        return null;
    }

    public static T Named<T>(CustomAttributeData data, string name, T otherwise) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value
            ? value
            : otherwise;
}
