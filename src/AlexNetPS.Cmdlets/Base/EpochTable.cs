using System.Globalization;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Rows of a table that grows while a run trains, above its progress bar. Columns and values are those of the view of
/// <see cref="EpochResult"/>, so that Get-AlexNetRun -Watch shows the same; they fit into 80 columns.
/// </summary>
internal sealed class EpochTable(int epochs)
{
    private readonly List<Column> _columns = [];

    /// <summary>Returns the row of an epoch, before the first one the headers.</summary>
    public IEnumerable<string> Rows(EpochResult epoch)
    {
        if (_columns.Count == 0)
        {
            _columns.AddRange(All().Where(column => column.Value(epoch) is not null));
            yield return Line(column => column.Header);
            yield return Line(column => new string('-', column.Header.Length));
        }

        yield return Line(column => column.Value(epoch) ?? "");
    }

    private string Line(Func<Column, string> cell) =>
        string.Join(' ', _columns.Select(column => cell(column).PadLeft(column.Width)));

    // Without a validation split there are no columns for it; with few classes none for top-5.
    private IEnumerable<Column> All() =>
    [
        new("Epoch", Math.Max(5, Text(epochs).Length + 2), e => (e.IsBest ? "→ " : "") + Text(e.Epoch)),
        new("TrainLoss", 9, e => LossDisplay.Of(e.TrainLoss)),
        new("TrainTop1", 9, e => Percent(e.TrainTop1)),
        new("ValLoss", 8, e => e.ValidationLoss is double loss ? LossDisplay.Of(loss) : null),
        new("ValTop1", 8, e => Percent(e.ValidationTop1)),
        new("ValTop5", 8, e => Percent(e.ValidationTop5)),
        new("LearningRate", 12, e => e.LearningRate.ToString("G4", CultureInfo.CurrentCulture)),
        new("Seconds", 8, e => e.Seconds.ToString("N1", CultureInfo.CurrentCulture)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.CurrentCulture);

    private static string? Percent(double? share) => share?.ToString("P1", CultureInfo.CurrentCulture);

    private sealed record Column(string Header, int Width, Func<EpochResult, string?> Value);
}
