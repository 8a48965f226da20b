using System.Globalization;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Columns of a list that are neither path, label nor split: properties of the images.</summary>
internal sealed class PropertyColumns
{
    private readonly int[] _columns;
    private readonly PropertyValues _values;

    /// <param name="header">Column names; null for a list without.</param>
    /// <param name="isUsed">Whether a column has another use.</param>
    public PropertyColumns(IReadOnlyList<string>? header, Func<int, bool> isUsed)
    {
        _columns = [.. Enumerable.Range(0, header?.Count ?? 0).Where(column => !isUsed(column))];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _values = new([.. _columns.Select(column => Unique(header![column].Trim(), column, taken))]);
    }

    /// <summary>Returns the properties of a row; null without such columns.</summary>
    public PropertyRow? Of(IReadOnlyList<string> row) => _values.Of(i => row[_columns[i]].Trim());

    private static string Unique(string name, int column, HashSet<string> taken)
    {
        string wanted = name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"column {column + 1}");
        string unique = wanted;
        for (int number = 2; !taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{number}");
        return unique;
    }
}
