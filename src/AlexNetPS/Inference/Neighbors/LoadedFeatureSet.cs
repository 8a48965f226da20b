using System.Globalization;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>Embeddings in memory.</summary>
internal sealed class LoadedFeatureSet : FeatureSet
{
    private readonly IReadOnlyList<float[]> _values;

    private LoadedFeatureSet(string source, IReadOnlyList<FeatureEmbedding> embeddings)
        : base(source, [.. embeddings.Select(e => e.Path)],
            [.. embeddings.Select(e => string.IsNullOrEmpty(e.Label) ? null : e.Label)],
            embeddings.Count > 0 ? embeddings[0].Length : 0,
            embeddings.Count > 0 && embeddings[0].Layer.Length > 0 ? embeddings[0].Layer : null) =>
        _values = [.. embeddings.Select(e => e.Vector)];

    public static LoadedFeatureSet Of(IReadOnlyList<FeatureEmbedding> embeddings)
    {
        const string Source = "The list of embeddings";
        if (embeddings.FirstOrDefault(e => e.Length != embeddings[0].Length) is FeatureEmbedding other)
        {
            throw new FeatureFormatException($"'{other.Path}' has {other.Length:N0} values, and "
                + $"'{embeddings[0].Path}' has {embeddings[0].Length:N0}: all must be of one layer.");
        }

        var set = new LoadedFeatureSet(Source,
            embeddings)
        { Origin = embeddings.FirstOrDefault(e => e.Origin is not null)?.Origin };
        if (embeddings.Select(set.Difference).FirstOrDefault(difference => difference is not null) is string mixed)
            throw new FeatureFormatException($"{mixed} All must be of one layer of one model.");
        return set;
    }

    /// <summary>path, label, f0, f1, ...</summary>
    public static LoadedFeatureSet ReadCsv(string path)
    {
        try
        {
            using StreamReader text = InputFile.OpenText(path);
            using ITableReader table = TableFormats.Csv.Open(text);
            if (table.Columns is not ["path", "label", "f0", ..])
            {
                throw new FeatureFormatException($"'{path}' is no file of embeddings: its columns must be path, "
                    + "label, f0, f1, ... as Export-FeatureEmbedding writes them.");
            }

            var embeddings = new List<FeatureEmbedding>();
            while (table.Read() is IReadOnlyList<string> row)
                embeddings.Add(new(row[0], TerminalText.OfLine(row[1]), "", Values(row, path, table.Line)));
            return new($"'{path}'", embeddings);
        }
        catch (FormatException e)
        {
            throw new FeatureFormatException($"'{path}' cannot be read as embeddings: {e.Message}", e);
        }
    }

    public override void Dispose()
    {
    }

    internal override ReadOnlySpan<float> Row(int row) => _values[row];

    private static float[] Values(IReadOnlyList<string> row, string path, long line)
    {
        float[] values = new float[row.Count - 2];
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.TryParse(row[i + 2], CultureInfo.InvariantCulture, out values[i]))
                throw new FeatureFormatException($"'{path}', line {line}: '{row[i + 2]}' is no number.");
        }

        return values;
    }
}
