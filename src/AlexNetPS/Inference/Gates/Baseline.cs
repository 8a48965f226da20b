using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Gates;

/// <summary>Which images of a split a model has right: what a later model is compared with.</summary>
public sealed class Baseline
{
    internal Baseline(string dataset, SplitName split, double loss, IReadOnlyList<BaselineClass> classes,
        string? contents, IReadOnlyList<BaselineRow> rows, string? path)
    {
        (Dataset, Split, Loss, Classes) = (dataset, split, loss, classes.ToReadable());
        (Contents, Rows, Path) = (contents, rows, path);
        Count = rows.Sum(row => row.Bits.Length);
        Top1 = (double)rows.Sum(row => row.Bits.Count(bit => bit == '1')) / Count;
    }

    /// <summary>Name of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>Name of the split.</summary>
    public SplitName Split { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Top-1 accuracy, 0 to 1.</summary>
    public double Top1 { get; }

    /// <summary>Mean cross-entropy loss; in a file with four decimals.</summary>
    public double Loss { get; }

    /// <summary>Classes with images, in the order of the model.</summary>
    public IReadOnlyList<BaselineClass> Classes { get; }

    /// <summary>Full path of its file; null for one that was not read.</summary>
    public string? Path { get; }

    /// <summary>Sum over the contents of all images; null if they are not known.</summary>
    internal string? Contents { get; }

    internal IReadOnlyList<BaselineRow> Rows { get; }

    /// <summary>Makes a baseline of an evaluation.</summary>
    public static Baseline Of(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        PredictionList images = evaluation.Predictions;
        return new(evaluation.Dataset, evaluation.Split, evaluation.Loss,
            [.. evaluation.Classes.Where(one => one.Count > 0)
                .Select(one => new BaselineClass(one.Name, one.Count, one.Recall))],
            evaluation.Contents,
            BaselineRow.Of(images.Outcomes.Select((one, i) => (ImageKeys.Of(images.Sample(i)), one.IsCorrect)),
                images.Count),
            null);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BaselineException">It is no baseline, or damaged.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static Baseline Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return BaselineFile.Read(path);
    }

    /// <summary>Writes a file: JSON for git, with the same bytes for the same evaluation on every system.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        BaselineFile.Of(this).Write(path);
    }

    /// <summary>Returns the drop of top-1 from this baseline to a model, image by image.</summary>
    /// <param name="evaluation">The model on the same images.</param>
    /// <param name="confidence">Confidence of the bound, 0.5 to 0.999.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <exception cref="BaselineImagesException">The images differ.</exception>
    public PairedDrop Compare(Evaluation evaluation, double confidence = GateRules.DefaultConfidence, ulong seed = 0)
    {
        var now = Of(evaluation);
        RequireSameImages(now);
        int worse = 0, better = 0;
        foreach ((BaselineRow before, BaselineRow after) in Rows.Zip(now.Rows))
        {
            foreach ((char was, char became) in before.Bits.Zip(after.Bits))
            {
                worse += was > became ? 1 : 0;
                better += was < became ? 1 : 0;
            }
        }

        return PairedDrop.Of(Count, worse, better, confidence, seed);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Path ?? Dataset} ({Split}, {Count:N0} images): top-1 {Top1 * 100:0.0} %");

    private void RequireSameImages(Baseline now)
    {
        if (Rows.Count == now.Rows.Count && Rows.Zip(now.Rows).All(pair => pair.First.Prefix == pair.Second.Prefix
            && pair.First.IsLike(pair.Second)))
        {
            if (Contents is null || now.Contents is null || Contents == now.Contents)
                return;
            throw new BaselineImagesException($"{Name} was measured on images with the same names and other contents "
                + $"than those of {now.Dataset}. {Remedy}");
        }

        throw new BaselineImagesException(string.Create(CultureInfo.InvariantCulture,
            $"{Name} was measured on {Count:N0} images ({Split}), and the model on {now.Count:N0} ({now.Split} of ")
            + $"{now.Dataset}); {Difference(now)}. {Remedy}");
    }

    private string Name => Path is null ? $"The baseline of {Dataset}" : $"The baseline '{Path}'";

    private static string Remedy => "Write the baseline again with Export-AlexNetBaseline, or use its images.";

    // Only lines of both can be compared: one that differs has at least one other image.
    private string Difference(Baseline now)
    {
        if (Rows[0].Prefix.Length != now.Rows[0].Prefix.Length || Rows.Count * 3 < now.Rows.Count * 2
            || now.Rows.Count * 3 < Rows.Count * 2)
        {
            return string.Create(CultureInfo.InvariantCulture, $"at least {Math.Abs(Count - now.Count):N0} differ");
        }

        var others = now.Rows.ToDictionary(row => row.Prefix);
        var mine = Rows.Select(row => row.Prefix).ToHashSet(StringComparer.Ordinal);
        int same = Rows.Sum(row => others.TryGetValue(row.Prefix, out BaselineRow other) && row.IsLike(other)
            ? row.Bits.Length
            : 0);
        int least = Rows.Sum(row => others.TryGetValue(row.Prefix, out BaselineRow other)
            ? row.IsLike(other) ? 0 : Math.Max(1, Math.Abs(row.Bits.Length - other.Bits.Length))
            : row.Bits.Length) + now.Rows.Where(row => !mine.Contains(row.Prefix))
                .Sum(row => row.Bits.Length);
        return same == 0
            ? "none is known to be the same"
            : string.Create(CultureInfo.InvariantCulture, $"at least {least:N0} differ, and {same:N0} are the same");
    }
}
