using System.Text.Json;
using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>
/// Hugging Face's metadata.jsonl and its like as a table: an object in each line, a column for each of its members.
/// </summary>
internal sealed class JsonLines : ITableReader
{
    // The columns are known when these lines have been read; later members of other names are ignored.
    private const int LinesSearched = 1000;

    private readonly StreamReader _text;
    private readonly Action<long, string> _onBadRow;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <param name="open">Opens the text, from its start.</param>
    /// <param name="onBadRow">Receives line and reason of a line that is no object.</param>
    public JsonLines(Func<StreamReader> open, Action<long, string> onBadRow)
    {
        _onBadRow = onBadRow;
        using (StreamReader start = open())
        {
            for (int line = 0; line < LinesSearched && start.ReadLine() is { } text; line++)
            {
                foreach ((string name, _) in Parse(text) ?? [])
                    _columns.TryAdd(name, _columns.Count);
            }
        }

        _text = open();
    }

    public IReadOnlyList<string> Columns => [.. _columns.Keys];

    public long Line { get; private set; }

    public IReadOnlyList<string>? Read()
    {
        while (_text.ReadLine() is { } text)
        {
            Line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            List<(string Name, string Value)>? members = Parse(text);
            if (members is null)
            {
                _onBadRow(Line, "it is not a JSON object");
                continue;
            }

            string[] row = new string[_columns.Count];
            Array.Fill(row, "");
            foreach ((string name, string value) in members)
            {
                if (_columns.TryGetValue(name, out int column))
                    row[column] = value;
            }

            return row;
        }

        return null;
    }

    public void Dispose() => _text.Dispose();

    /// <summary>Returns the members of an object; null if the text is none.</summary>
    private static List<(string Name, string Value)>? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind != JsonValueKind.Object ? null
                : [.. document.RootElement.EnumerateObject().Select(member => (member.Name, Text(member.Value)))];
        }
        // A text may contain half of a character outside the basic plane (\ud800), which is found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        // A list of one label is that label.
        JsonValueKind.Array when value.GetArrayLength() == 1 => Text(value[0]),
        _ => value.GetRawText(),
    };
}
