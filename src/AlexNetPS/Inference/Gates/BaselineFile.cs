using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Recipes;

namespace AlexNetPS.Inference.Gates;

/// <summary>
/// A baseline as JSON for git: no times, paths or machines, lines that end with LF, and one line for some 32 images.
/// The same evaluation is written with the same bytes on every system.
/// </summary>
internal sealed record BaselineFile
{
    private const int LatestFormat = 1;

    // ImageNet's training images take 2 MB.
    private const long MaximumBytes = 64 << 20;

    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json)
    {
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public required int FormatVersion { get; init; }

    public required string Dataset { get; init; }

    public required SplitName Split { get; init; }

    public required int Images { get; init; }

    /// <summary>Rounded to six decimals, as the other fractions.</summary>
    public required double Top1 { get; init; }

    /// <summary>
    /// Rounded to four decimals, because its last digits differ between processors; null for infinity.
    /// </summary>
    public double? Loss { get; init; }

    public string? Contents { get; init; }

    public required IReadOnlyList<BaselineClass> Classes { get; init; }

    /// <summary>Lines of <see cref="BaselineRow"/>.</summary>
    public required IReadOnlyList<string> Correct { get; init; }

    public static BaselineFile Of(Baseline baseline) => new()
    {
        FormatVersion = LatestFormat,
        Dataset = baseline.Dataset,
        Split = baseline.Split,
        Images = baseline.Count,
        Top1 = Math.Round(baseline.Top1, 6),
        Loss = double.IsFinite(baseline.Loss) ? Math.Round(baseline.Loss, 4) : null,
        Contents = baseline.Contents,
        Classes = [.. baseline.Classes.Select(one => one with { Recall = Math.Round(one.Recall, 6) })],
        Correct = [.. baseline.Rows.Select(row => $"{row}")],
    };

    public void Write(string path) => FileReplacement.Write(path, file =>
    {
        JsonSerializer.Serialize(file, this, _json);
        file.WriteByte((byte)'\n');
    });

    public static Baseline Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(InputFile.ReadBytes(path, MaximumBytes));
            RequireKnownFormat(document.RootElement);
            if (JsonShape.Problems(document.RootElement, typeof(BaselineFile), _json).FirstOrDefault()
                is string problem)
            {
                throw new FormatException(problem);
            }

            BaselineFile read =
                document.Deserialize<BaselineFile>(_json) ?? throw new FormatException("it holds null");
            return read.ToBaseline(Path.GetFullPath(path));
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            throw new BaselineException($"'{path}' cannot be read as a baseline: {JsonShape.Reason(e).TrimEnd('.')}. "
                + "Write it again with Export-AlexNetBaseline.", e);
        }
    }

    private static void RequireKnownFormat(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("formatVersion", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
            && number != LatestFormat)
        {
            throw new FormatException($"formatVersion: it is {number}, and {LatestFormat} is known");
        }
    }

    private Baseline ToBaseline(string path)
    {
        BaselineRow[] rows =
        [
            .. Correct.Select((line, i) => BaselineRow.Parse(line)
                ?? throw new FormatException(
                    $"correct[{i}]: it is no line of hash, digest, and a 0 or 1 for each image")),
        ];
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i].Prefix.Length != rows[0].Prefix.Length
                || string.CompareOrdinal(rows[i].Prefix, rows[i - 1].Prefix) <= 0)
            {
                throw new FormatException($"correct[{i}]: the lines are not in order");
            }
        }

        int images = rows.Sum(row => row.Bits.Length), correct = rows.Sum(row => row.Bits.Count(bit => bit == '1'));
        if (images == 0 || images != Images)
            throw new FormatException($"images: it is {Images}, and the lines of correct have {images}");
        if (Math.Abs(Top1 - (double)correct / images) > 1e-6)
        {
            throw new FormatException(FormattableString.Invariant(
                $"top1: it is {Top1}, and of the images of correct {(double)correct / images:0.######} are right"));
        }

        if (Classes.Sum(one => (long)one.Images) != images
            || Classes.Any(one => one is not { Images: > 0, Recall: >= 0 and <= 1 }))
        {
            throw new FormatException("classes: their images are not those of the baseline, or a recall is not 0 to 1");
        }

        if (Contents is not null && (Contents.Length != 64 || !Contents.All(char.IsAsciiHexDigitLower)))
            throw new FormatException("contents: 64 hexadecimal digits are needed");
        return new(Dataset, Split, Loss ?? double.PositiveInfinity, Classes, Contents, rows, path);
    }
}
