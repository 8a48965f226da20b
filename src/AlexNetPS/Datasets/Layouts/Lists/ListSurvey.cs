using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>What the columns of a list contain, from one pass over all rows.</summary>
internal sealed class ListSurvey
{
    private const int ValuesKept = 32;

    private readonly List<HashSet<string>> _values = [];
    private readonly List<bool> _binary = [];

    /// <exception cref="FormatException">The list cannot be read.</exception>
    public static ListSurvey Of(ITableReader table, CancellationToken cancellation)
    {
        var survey = new ListSurvey();
        foreach (string _ in table.Columns)
        {
            survey._values.Add(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            survey._binary.Add(true);
        }

        while (table.Read() is { } row)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < row.Count; i++)
            {
                string text = row[i].Trim();
                survey._binary[i] = survey._binary[i] && Truth.Parse(text) is not null;
                if (survey._values[i].Count < ValuesKept)
                    survey._values[i].Add(text);
            }
        }

        return survey;
    }

    /// <summary>Columns that contain nothing but 0 and 1.</summary>
    public IEnumerable<int> BinaryColumns => Enumerable.Range(0, _binary.Count).Where(IsBinary);

    /// <summary>Whether a column contains nothing but 0 and 1.</summary>
    public bool IsBinary(int column) => _binary[column] && _values[column].Count > 0;

    /// <summary>Values of a column, the first of them if there are many.</summary>
    public IReadOnlyCollection<string> Values(int column) => _values[column];
}
