using System.Runtime.InteropServices;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Inference;

/// <summary>
/// float32 [images, values] for numpy.load, and NAME.index.csv with the row, path and label of each image.
/// </summary>
internal sealed class NpyFeatureFile : FeatureFile
{
    private readonly FileReplacement _file, _indexFile;
    private readonly StreamWriter _indexText;
    private readonly ITableWriter _index;

    public NpyFeatureFile(string path)
        : base(path)
    {
        _file = new(path);
        try
        {
            _indexFile = new(IndexPath(path));
            _indexText = new(_indexFile.Stream, leaveOpen: true);
            _index = TableFormats.Csv.Create(_indexText, ["row", "path", "label"]);
        }
        catch
        {
            _file.Dispose();
            _indexFile?.Dispose();
            throw;
        }

        // Of the same length as the real one, which is written when the number of rows is known.
        _file.Stream.Write(NpyFile.Header("<f4", 0, 0));
    }

    /// <summary>
    /// File of the paths and labels: not NAME.csv, which may be an export of the same features.
    /// </summary>
    public static string IndexPath(string path) => Path.ChangeExtension(path, ".index.csv");

    private protected override void CommitData()
    {
        _file.Stream.Position = 0;
        _file.Stream.Write(NpyFile.Header("<f4", Count, Length));
        _index.Dispose();
        _indexText.Dispose();
        _indexFile.Commit();
        _file.Commit();
    }

    public override void Dispose()
    {
        FileReplacement.Quietly(_index.Dispose);
        FileReplacement.Quietly(_indexText.Dispose);
        _indexFile.Dispose();
        _file.Dispose();
    }

    private protected override void Append(FeatureEmbedding embedding)
    {
        _file.Stream.Write(MemoryMarshal.AsBytes(embedding.Vector.AsSpan()));
        _index.Write([Count, embedding.Path, embedding.Label]);
    }
}
