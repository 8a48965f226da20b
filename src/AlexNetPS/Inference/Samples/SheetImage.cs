using AlexNetPS.Drawing;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Inference.Samples;

/// <summary>An image to be shown on a contact sheet, with what is known about it.</summary>
/// <param name="Path">Path of the file, or "archive#position" for an image inside one.</param>
public sealed record SheetImage(string Path)
{
    /// <summary>Actual class, or another caption; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Class that its label should perhaps be; null for none.</summary>
    public string? SuggestedLabel { get; init; }

    /// <summary>Predicted classes with their probabilities, shown as bars.</summary>
    public IReadOnlyList<ClassProbability> Top { get; init; } = [];

    /// <summary>Whether the first of <see cref="Top"/>, or the class of a neighbor, is the actual one; null if unknown.</summary>
    public bool? IsCorrect { get; init; }

    /// <summary>A line more, as the name of the model or the distance; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// A number at the end of the line of <see cref="SuggestedLabel"/> or <see cref="Note"/>; null for none.
    /// </summary>
    public string? Number { get; init; }

    /// <summary>Whether it is a query, whose neighbors follow: it begins a row.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Returns a prediction as an image with bars.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="showModel">Whether the model is named.</param>
    public static SheetImage Of(Prediction prediction, bool showModel = false)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return new(prediction.Path)
        {
            Label = prediction.ActualLabel,
            Top = prediction.Top,
            IsCorrect = prediction.IsCorrect,
            Note = showModel ? prediction.Model : null,
        };
    }

    /// <summary>Returns each query with its neighbors, in the order of their first ones.</summary>
    /// <param name="neighbors">Neighbors of one or more queries.</param>
    public static IReadOnlyList<SheetImage> Of(IEnumerable<SimilarImage> neighbors)
    {
        ArgumentNullException.ThrowIfNull(neighbors);
        return neighbors.GroupBy(neighbor => neighbor.QueryPath).SelectMany(query => query.Select(neighbor =>
                new SheetImage(neighbor.Path)
                {
                    Label = neighbor.Label,
                    IsCorrect = neighbor.Label is null || neighbor.QueryLabel is null ? null
                        : neighbor.Label == neighbor.QueryLabel,
                    Note = $"{neighbor.Rank}. distance",
                    Number = LossText.Of(neighbor.Distance),
                })
            .Prepend(new(query.Key) { Label = query.First().QueryLabel, Note = "query", IsQuery = true })).ToReadable();
    }

    /// <summary>Returns the tile of the image.</summary>
    internal SheetTile Tile(RgbImage? image, bool showFileName)
    {
        var texts = new List<TileText>();
        if (Label is not null)
            texts.Add(new(Label, Ink.Dark) { Bold = true, IsRight = Top.Count == 0 ? IsCorrect : null });
        if (SuggestedLabel is not null)
            texts.Add(new($"suggested: {SuggestedLabel}", Ink.Dark) { Number = Number ?? "" });
        else if (Note is not null || Number is not null)
            texts.Add(new(Note ?? "", SheetDrawing.Pale) { Number = Number ?? "" });
        if (showFileName)
            texts.Add(new(System.IO.Path.GetFileName(Path), SheetDrawing.Pale) { IsFileName = true });
        return new([image], new(Path, Label ?? "", Outcome))
        {
            Texts = texts,
            Bars =
            [
                .. Top.Select((one, i) => new TileBar(one.Label, one.Probability)
                {
                    IsActual = IsCorrect is not null && (i == 0 && IsCorrect == true || one.Label == Label),
                    IsRight = i == 0 ? IsCorrect : null,
                }),
            ],
            IsQuery = IsQuery,
        };
    }

    private string Outcome => Top.Count > 0 ? Top[0].ToString()
        : $"{SuggestedLabel ?? Note} {Number}".Trim();

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(System.IO.Path.GetFileName(Path));
}
