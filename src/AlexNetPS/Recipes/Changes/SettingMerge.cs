using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Recipes.Changes;

/// <summary>
/// Changes the JSON of a value: an object changes the members that it names, anything else replaces, and null removes,
/// so that the default applies. Names and types come from the serializer's metadata.
/// </summary>
internal sealed class SettingMerge(JsonSerializerOptions options)
{
    /// <summary>Errors as "setting: error".</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Type of the last value that replaced another; null if none did.</summary>
    public Type? ReplacedType { get; private set; }

    /// <summary>Returns the changed JSON of a value.</summary>
    /// <param name="type">Type of the value.</param>
    /// <param name="current">JSON of the value; null if it is not set.</param>
    /// <param name="change">The change.</param>
    /// <param name="path">Name of the setting; empty for the whole.</param>
    public JsonNode? Apply(Type type, JsonNode? current, JsonNode? change, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo contract = options.GetTypeInfo(type);
        return (contract.Kind, change) switch
        {
            (_, null) => null,
            (JsonTypeInfoKind.Object, JsonObject settings) => Members(contract, current as JsonObject, settings, path),
            (JsonTypeInfoKind.Object, JsonValue name) when contract.PolymorphismOptions is { } choice
                && name.GetValueKind() == JsonValueKind.String =>
                new JsonObject { [choice.TypeDiscriminatorPropertyName] = TypeNamed(choice, name) ?? name.ToString() },
            (JsonTypeInfoKind.Enumerable, JsonObject one)
                when options.GetTypeInfo(contract.ElementType!).PolymorphismOptions is { } items
                    && one.Any(member => Same(member.Key, items.TypeDiscriminatorPropertyName)) =>
                new JsonArray(Apply(contract.ElementType!, null, one, $"{path}[0]")),
            (JsonTypeInfoKind.Enumerable, JsonObject settings) => Items(contract, current as JsonArray, settings, path),
            (JsonTypeInfoKind.Enumerable, JsonArray items) => new JsonArray(
                [.. items.Select((item, i) => Apply(contract.ElementType!, null, item, $"{path}[{i}]"))]),
            (JsonTypeInfoKind.Enumerable, JsonValue one) =>
                new JsonArray(Apply(contract.ElementType!, null, one, $"{path}[0]")),
            _ => Replaced(type, change),
        };
    }

    private JsonNode Replaced(Type type, JsonNode change)
    {
        ReplacedType = type;
        return change.DeepClone();
    }

    private JsonObject Members(JsonTypeInfo contract, JsonObject? current, JsonObject settings, string path)
    {
        OrderedDictionary<string, JsonNode?> groups = SettingName.Group(settings, path, Problems);
        var changed = (JsonObject)(current?.DeepClone() ?? new JsonObject());
        if (contract.PolymorphismOptions is JsonPolymorphismOptions polymorphism)
        {
            string marker = polymorphism.TypeDiscriminatorPropertyName;
            if (groups.Remove(marker, out JsonNode? written))
            {
                JsonNode? type = written is JsonValue word && TypeNamed(polymorphism, word) is string ownName
                    ? JsonValue.Create(ownName)
                    : written?.DeepClone();
                // Another type has other settings.
                if (!JsonNode.DeepEquals(type, changed[marker]))
                    changed = new() { [marker] = type };
            }

            if (polymorphism.DerivedTypes.FirstOrDefault(derived =>
                changed[marker] is JsonValue value && (string)derived.TypeDiscriminator! == value.ToString())
                is not { DerivedType: not null } own)
            {
                // The check of the whole reports the type.
                return changed;
            }

            contract = options.GetTypeInfo(own.DerivedType);
        }

        JsonPropertyInfo[] known = [.. Settable(contract)];
        foreach ((string name, JsonNode? value) in groups)
        {
            if (known.FirstOrDefault(property => Same(property.Name, name)) is not JsonPropertyInfo property)
            {
                Problems.Add(Unknown(path, name, [.. known.Select(setting => setting.Name)], known));
                continue;
            }

            JsonNode? result = Apply(property.PropertyType, changed[property.Name], value,
                SettingName.Join(path, property.Name));
            if (result is null)
                changed.Remove(property.Name);
            else
                changed[property.Name] = result;
        }

        return changed;
    }

    private JsonArray Items(JsonTypeInfo contract, JsonArray? current, JsonObject settings, string path)
    {
        JsonNode?[] items = [.. current?.Select(item => item?.DeepClone()) ?? []];
        var removed = new HashSet<int>();
        foreach ((string name, JsonNode? value) in SettingName.Group(settings, path, Problems))
        {
            int[] meant = [.. Enumerable.Range(0, items.Length).Where(i => IsNamed(items[i], i, name))];
            if (meant.Length == 0)
            {
                string[] names = [.. items.Select((item, i) => NameOf(item) ?? $"[{i}]")];
                Problems.Add($"{SettingName.Join(path, name)}: there is no such item; "
                    + (names.Length == 0 ? "the list is empty" : $"there are {string.Join(", ", names)}")
                    + $".{NearestName.Hint(name, names)}");
            }

            foreach (int i in meant)
            {
                items[i] = Apply(contract.ElementType!, items[i], value, SettingName.Join(path, name));
                if (items[i] is null)
                    removed.Add(i);
            }
        }

        return [.. items.Where((_, i) => !removed.Contains(i))];
    }

    // "optimizer.learningRate" is near "learningRate".
    private string Unknown(string path, string name, string[] names, JsonPropertyInfo[] known)
    {
        string[] deeper = [.. known.SelectMany(property => MembersOf(property.PropertyType)
            .Where(member => Same(member, name)).Select(member => SettingName.Join(property.Name, member)))];
        string hint = deeper.Length > 0 ? $" Did you mean '{deeper[0]}'?" : NearestName.Hint(name, names);
        return $"{SettingName.Join(path, NameText.Truncate(name))}: there is no such setting; known are "
            + $"{string.Join(", ", names)}.{hint}";
    }

    private IEnumerable<string> MembersOf(Type type)
    {
        JsonTypeInfo contract = options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        return contract.Kind == JsonTypeInfoKind.Object ? Settable(contract).Select(property => property.Name) : [];
    }

    private static IEnumerable<JsonPropertyInfo> Settable(JsonTypeInfo contract) => contract.Properties.Where(
        property => property.Set is not null || property.AssociatedParameter is not null);

    private static string? TypeNamed(JsonPolymorphismOptions choice, JsonValue name) =>
        choice.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!)
            .FirstOrDefault(known => Same(known, name.ToString()));

    // Transforms are named by type, rules by their layers.
    private static string? NameOf(JsonNode? item) => (item as JsonObject)?["type"]?.ToString()
        ?? (item as JsonObject)?["layers"]?.ToString();

    private static bool IsNamed(JsonNode? item, int index, string name) =>
        name == string.Create(CultureInfo.InvariantCulture, $"[{index}]")
            || NameOf(item) is string own && Same(own, name);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
