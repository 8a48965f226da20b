using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes.Changes;

/// <summary>Values of settings as JSON.</summary>
public static class SettingValue
{
    // The declared type decides whether the JSON has a "type".
    private static readonly Type[] _definitions =
    [
        typeof(ScheduleDefinition), typeof(TransformDefinition), typeof(BatchTransformDefinition),
        typeof(InitializerDefinition), typeof(LayerDefinition), typeof(NetworkDefinition), typeof(OptimizerDefinition),
        typeof(LayerRule), typeof(InitializationRule), typeof(ClassWeights), typeof(EarlyStopping),
        typeof(CheckpointPlan), typeof(CurvePlan), typeof(RecipeArchitecture),
    ];

    /// <summary>
    /// Returns a value as JSON: numbers, booleans, texts, enumerations, dictionaries, lists, the data of recipes, and
    /// null.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="setting">Its name in error messages; empty for a whole table.</param>
    /// <param name="unwrap">Returns the object in another program's wrapper; null for none.</param>
    /// <exception cref="RecipeException">It cannot be a setting.</exception>
    public static JsonNode? Of(object? value, string setting = "", Func<object?, object?>? unwrap = null) =>
        (unwrap is null ? value : unwrap(value)) switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            Enum name => JsonValue.Create(name.ToString()),
            string text => JsonValue.Create(text),
            char letter => JsonValue.Create(letter.ToString()),
            bool truth => JsonValue.Create(truth),
            double number when !double.IsFinite(number) => throw NotASetting(setting, $"the number {number}"),
            float number when !float.IsFinite(number) => throw NotASetting(setting, $"the number {number}"),
            // As text, because 0.1f is 0.10000000149 as a double.
            float number => JsonNode.Parse(JsonSerializer.Serialize(number)),
            sbyte or byte or short or ushort or int or uint or long or ulong or double or decimal =>
                JsonSerializer.SerializeToNode((unwrap is null ? value : unwrap(value))!),
            IDictionary table => Table(table, setting, unwrap),
            object definition when Array.Find(_definitions, one => one.IsInstanceOfType(definition)) is Type type =>
                JsonSerializer.SerializeToNode(definition, type, RecipeFile.Json),
            IEnumerable list => new JsonArray(
                [.. list.Cast<object?>().Select((item, i) => Of(item, $"{setting}[{i}]", unwrap))]),
            object other => throw NotASetting(setting, $"an object of type {other.GetType().Name}"),
        };

    /// <summary>Returns a table of values by name as JSON.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static JsonObject Table(IDictionary value, string setting = "", Func<object?, object?>? unwrap = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonObject members = [];
        foreach (DictionaryEntry entry in TableOrder.Of(value))
        {
            string name = $"{entry.Key}";
            string path = SettingName.Join(setting, name);
            if (name.Length == 0 || !members.TryAdd(name, Of(entry.Value, path, unwrap)))
            {
                throw new RecipeException(
                    name.Length == 0 ? $"{setting}: a name is empty." : $"{path}: is given twice.");
            }
        }

        return members;
    }

    private static RecipeException NotASetting(string setting, string what) =>
        new($"{(setting.Length == 0 ? "" : $"{setting}: ")}a setting is a number, a text, true or false, a table or a "
            + $"list, not {what}.");
}
