using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Where the label of a row is: in one column, or in one column of 0 and 1 for each class.</summary>
internal sealed class LabelColumns
{
    private const int LabelsShown = 5;

    private readonly int[] _columns;
    private readonly string[] _classes;

    /// <summary>One column that contains class names.</summary>
    public LabelColumns(int column) => (_columns, _classes) = ([column], []);

    /// <summary>One column for each class; the column's name is the class.</summary>
    public LabelColumns(int[] columns, IReadOnlyList<string> header) =>
        (_columns, _classes) = (columns, [.. columns.Select(column => header[column].Trim())]);

    /// <summary>Description of where labels are, for the reason of a row without one.</summary>
    public string Place => _classes.Length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"column {_columns[0] + 1} is empty")
        : $"none of the columns {NameText.List(_classes, LabelsShown)} is 1";

    /// <summary>Whether a column is one of these.</summary>
    public bool Uses(int column) => _columns.Contains(column);

    /// <summary>Returns the label of a row as it is written; "" if it has none.</summary>
    /// <exception cref="FormatException">The row has several labels.</exception>
    public string Of(IReadOnlyList<string> row, long line)
    {
        if (_classes.Length == 0)
            return row[_columns[0]];
        string[] labels = [.. _classes.Where((_, i) => Truth.Parse(row[_columns[i]]) == true)];
        return labels.Length > 1
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"it has several labels per image: line {line} has 1 in the columns "
                    + $"{NameText.List(labels, LabelsShown)}. A classifier of this module learns one label per image: "
                    + $"keep one, or name one column of labels with -LabelColumn."))
            : labels.FirstOrDefault("");
    }
}
