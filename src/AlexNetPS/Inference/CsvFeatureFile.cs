using System.Globalization;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Inference;

/// <summary>path, label, f0, f1, ...</summary>
internal sealed class CsvFeatureFile : FeatureFile
{
    private readonly FileReplacement _file;
    private readonly StreamWriter _text;
    private ITableWriter? _table;

    public CsvFeatureFile(string path)
        : base(path)
    {
        _file = new(path);
        _text = new(_file.Stream, bufferSize: 1 << 16, leaveOpen: true);
    }

    private protected override void CommitData()
    {
        (_table ?? Open(0)).Dispose();
        _text.Dispose();
        _file.Commit();
    }

    public override void Dispose()
    {
        // The writers flush into the temporary file, which is then deleted.
        FileReplacement.Quietly(() => _table?.Dispose());
        FileReplacement.Quietly(_text.Dispose);
        _file.Dispose();
    }

    private protected override void Append(FeatureEmbedding embedding)
    {
        _table ??= Open(embedding.Length);
        _table.Write([embedding.Path, embedding.Label ?? ""], embedding.Vector);
    }

    private ITableWriter Open(int length) => TableFormats.Csv.Create(_text,
        ["path", "label",
            .. Enumerable.Range(0, length).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i}"))]);
}
