using System.Globalization;

namespace AlexNetPS.Formats.Text;

/// <summary>Names in messages: they come from files, may be long, and may be many.</summary>
internal static class NameText
{
    private const string Ellipsis = "...";

    /// <summary>Returns a name, cut to a number of characters.</summary>
    public static string Truncate(string name, int length = 60) =>
        name.Length <= length ? name : name[..(length - Ellipsis.Length)] + Ellipsis;

    /// <summary>Returns the first names and how many more there are: "a, b and 3 more".</summary>
    public static string List(IReadOnlyCollection<string> names, int shown = 10)
    {
        string first = string.Join(", ", names.Take(shown));
        return names.Count <= shown ? first
            : string.Create(CultureInfo.InvariantCulture, $"{first} and {names.Count - shown:N0} more");
    }
}
