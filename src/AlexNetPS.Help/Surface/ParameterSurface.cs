using System.Reflection;

namespace AlexNetPS.Help.Surface;

/// <summary>A parameter as described by its attributes.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="TypeName">Short name of its type, as syntax shows it.</param>
/// <param name="FullTypeName">Full type name of one value.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Wildcards">Whether patterns are allowed.</param>
/// <param name="Bindings">Bindings, by parameter set.</param>
internal sealed record ParameterSurface(
    string Name, string TypeName, string FullTypeName, IReadOnlyList<string> Aliases, bool Wildcards,
    IReadOnlyList<ParameterBinding> Bindings)
{
    private const string SwitchType = "SwitchParameter";

    public bool IsSwitch => TypeName == SwitchType;

    public static ParameterSurface Switch(string name, string alias) =>
        new(name, SwitchType, "System.Management.Automation.SwitchParameter", [alias], false,
            [new(CommandSurface.AllSets, null, false, false, false, default)]);

    /// <returns>Null if the property is not a parameter.</returns>
    public static ParameterSurface? TryOf(PropertyInfo property)
    {
        ParameterBinding[] bindings = [.. property.GetCustomAttributesData()
            .Where(data => data.AttributeType.Name == "ParameterAttribute").Select(ParameterBinding.Of)];
        if (bindings.Length == 0)
            return null;
        string[] aliases = Attributes.Find(property,
            "AliasAttribute")?.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> names
            ? [.. names.Select(name => (string)name.Value!)] : [];
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new(property.Name, type.Name, type.FullName!, aliases,
            Attributes.Find(property, "SupportsWildcardsAttribute") is not null, bindings);
    }

    /// <summary>Returns the binding in a set; null if the set lacks the parameter.</summary>
    public ParameterBinding? In(string set) =>
        Bindings.FirstOrDefault(binding => binding.Set == set)
            ?? Bindings.FirstOrDefault(binding => binding.Set == CommandSurface.AllSets);
}
