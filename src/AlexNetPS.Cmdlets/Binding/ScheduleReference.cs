using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A schedule, the name of one, or its settings.</summary>
public sealed class ScheduleReference
{
    internal ScheduleReference(object value) => Value = value;

    /// <summary>A <see cref="ScheduleDefinition"/>, or a name or JSON.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}

/// <summary>
/// Lets a parameter take a schedule's name, a table as a recipe has it, @{ type = 'Step'; every = 30 }, or a recipe's
/// schedule.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScheduleReferenceAttribute : ReferenceAttribute
{
    // What JSON has no number for becomes text, which is then rejected by the field's name.
    private static readonly JsonSerializerOptions _json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private protected override string Accepted =>
        "The name of a schedule, or a table of its settings (@{ type = 'Step'; every = 30 }),";

    private protected override object? From(object? given) => given switch
    {
        ScheduleReference => given,
        ScheduleDefinition or string => new ScheduleReference(given),
        IDictionary table => new ScheduleReference(JsonSerializer.Serialize(Plain(table), _json)),
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
