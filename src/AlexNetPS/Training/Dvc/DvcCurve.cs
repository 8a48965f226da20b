using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// A table of a number by step, from 0, with a row for each point. It grows by rows; a killed process leaves rows of
/// steps that are done again, and maybe a part of one.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="column">What the numbers are.</param>
internal sealed class DvcCurve(string path, string column)
{
    private const string StepColumn = "step";

    // Nothing here needs escaping: the columns are ours, and the rest are numbers.
    private string Header => $"{StepColumn}\t{column}\n";

    /// <summary>Replaces the table.</summary>
    public void Write(IEnumerable<(long Step, double Value)> rows) =>
        DvcFolder.Write(path, Header + string.Concat(rows.Select(row => Row(row.Step, row.Value))));

    /// <summary>Keeps the rows before a step, or begins an empty table.</summary>
    public void Cut(long step) => DvcFolder.Write(path, Header + (step > 0 ? Kept(step) : ""));

    /// <summary>Adds a row.</summary>
    public void Append(long step, double value) => HeldFile.Retry(() => File.AppendAllText(path, Row(step, value)));

    private static string Row(long step, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{step}\t{value:R}\n");

    private string Kept(long end)
    {
        if (!File.Exists(path))
            return "";
        var kept = new StringBuilder();
        string[] lines = InputFile.ReadText(path, DvcFolder.MaximumBytes).Split('\n');
        // The last is empty, or a row that was not written to its end.
        foreach (string line in lines.Skip(1).SkipLast(1))
        {
            if (line.Split('\t') is not [string number, string text]
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step)
                || !double.TryParse(text, CultureInfo.InvariantCulture, out _) || step >= end)
            {
                break;
            }

            kept.Append(line).Append('\n');
        }

        return kept.ToString();
    }
}
