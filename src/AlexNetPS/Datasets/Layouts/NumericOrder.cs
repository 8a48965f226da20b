using System.Globalization;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Order of the classes of lists: numeric names are sorted as numbers, so that the labels 0 to 999 of a list are the
/// labels of the dataset.
/// </summary>
internal static class NumericOrder
{
    public static IEnumerable<string> Of(IReadOnlyCollection<string> classes) =>
        classes.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? classes.OrderBy(name => int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture))
                .ThenBy(name => name, StringComparer.Ordinal)
            : classes.Order(StringComparer.Ordinal);
}
