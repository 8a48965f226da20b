using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference;

/// <summary>
/// A row of a <see cref="ConfusionMatrix"/>: an actual class, and the number of its images by predicted class.
/// </summary>
/// <remarks>
/// The columns are named after the classes. It has no properties, because a class may be called like one.
/// </remarks>
public sealed class ConfusionRow
{
    private readonly ConfusionMatrix _matrix;
    private readonly int _actual;

    internal ConfusionRow(ConfusionMatrix matrix, int actual) => (_matrix, _actual) = (matrix, actual);

    /// <summary>Images that were predicted as class <paramref name="predicted"/>.</summary>
    public int this[int predicted] => _matrix[_actual, predicted];

    /// <summary>
    /// Returns the column names: "Actual" (with underscores if a class has this name), then the class names.
    /// </summary>
    public IReadOnlyList<string> ColumnNames() => _matrix.Columns.Names;

    /// <summary>
    /// Returns the value of a column: a class name for the actual class, a number of images for the others; null if
    /// there is no such column. Ignores case.
    /// </summary>
    public object? Column(string name) => _matrix.Columns.Find(name) switch
    {
        null => null,
        0 => _matrix.Columns.Classes[_actual],
        int position => this[position - 1],
    };

    /// <summary>The images by predicted class: "red: blue 2, red 40".</summary>
    public override string ToString() => $"{_matrix.Columns.Classes[_actual]}: "
        + ReadableText.List(_matrix.Columns.Classes.Select((name, predicted) => (name, Count: this[predicted]))
            .Where(cell => cell.Count > 0).Select(cell => $"{cell.name} {ReadableText.Of(cell.Count)}"));
}
