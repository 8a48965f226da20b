namespace AlexNetPS.Inference;

/// <summary>
/// Names of the columns of a confusion matrix: one for the actual class, then the class names. A name that differs from
/// an earlier one in case only gets an underscore, because a CSV file or an object in PowerShell can hold only one.
/// </summary>
internal sealed class ConfusionColumns
{
    private const string ActualName = "Actual";

    private readonly Dictionary<string, int> _byName;

    public ConfusionColumns(IReadOnlyList<string> classes)
    {
        Classes = classes;
        _byName = new(StringComparer.OrdinalIgnoreCase);
        string[] names = [.. classes.Select((name, index) => Add(name, index + 1))];
        Names = [Add(ActualName, 0), .. names];
    }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Column names: of the actual class first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Returns the position of a column, ignoring case; null if there is none.</summary>
    public int? Find(string name) => _byName.TryGetValue(name, out int position) ? position : null;

    private string Add(string name, int position)
    {
        while (!_byName.TryAdd(name, position))
            name += "_";
        return name;
    }
}
