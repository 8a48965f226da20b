using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;

namespace AlexNetPS.Formats.Text;

/// <summary>Values as text for a cell of a CSV file or a line of a view, the same in every culture.</summary>
internal static class ReadableText
{
    private const int ItemsShown = 200;

    /// <summary>Returns a value as text: numbers with six digits, lists in brackets.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        double or float => ((IFormattable)value).ToString("G6", CultureInfo.InvariantCulture),
        IEnumerable items => $"[{List(items.Cast<object?>())}]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Returns items separated by commas; of a long list the first, and how many there are.</summary>
    public static string List<T>(IEnumerable<T> items)
    {
        string shown = string.Join(", ", items.Take(ItemsShown).Select(item => Of(item)));
        int count = items.Count();
        return count <= ItemsShown
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown}, ... ({count:N0} in all)");
    }

    /// <summary>Returns the settings of a definition: "Size 227, Mirror True". Skips null and empty lists.</summary>
    public static string Settings(object definition) => string.Join(", ",
        definition.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null && !property.IsDefined(typeof(JsonIgnoreAttribute)))
            .Select(property => (property.Name, Value: property.GetValue(definition)))
            .Where(setting => setting.Value is not null and not ICollection { Count: 0 })
            .Select(setting => $"{setting.Name} {Of(setting.Value)}"));

    /// <summary>Returns the type of a definition and its settings: "Squash, Size 227".</summary>
    public static string Definition(string type, object definition) =>
        Settings(definition) is { Length: > 0 } settings ? $"{type}, {settings}" : type;
}
