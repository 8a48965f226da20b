using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A schedule, its name, or its settings.</summary>
public sealed class ScheduleReference : Reference
{
    internal ScheduleReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take the name of a schedule, a table of its settings, @{ type = 'Step'; every = 30 }, or the
/// schedule of a recipe.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScheduleReferenceAttribute : ReferenceAttribute<ScheduleReference>
{
    // Values that are not JSON numbers become text, which is then rejected with the name of the field.
    private static readonly JsonSerializerOptions _json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private protected override string Accepted =>
        "The name of a schedule, or a table of its settings (@{ type = 'Step'; every = 30 }),";

    private protected override ScheduleReference? From(object given) => given switch
    {
        ScheduleDefinition or string => new(given),
        IDictionary table => new(JsonSerializer.Serialize(Plain(table), _json)),
        _ => null,
    };

    private static Dictionary<string, object?> Plain(IDictionary table)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            string name = $"{entry.Key}";
            bool isType = name.Equals("type", StringComparison.OrdinalIgnoreCase);
            settings[isType ? "type" : name] = isType ? Known($"{entry.Value}") : Plain(entry.Value);
        }

        return settings;
    }

    private static object? Plain(object? value) => value switch
    {
        PSObject wrapped => Plain(wrapped.BaseObject),
        IDictionary table => Plain(table),
        IEnumerable list and not string => list.Cast<object?>().Select(Plain).ToArray(),
        _ => value,
    };

    private static string Known(string type) =>
        ScheduleDefinition.Names.FirstOrDefault(name => name.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? type;
}
