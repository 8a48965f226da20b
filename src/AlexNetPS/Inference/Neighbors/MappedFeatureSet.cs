using System.IO.MemoryMappedFiles;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>
/// A .npy file of float32 [images, values], mapped into memory, with the paths and labels of the CSV file beside it.
/// </summary>
internal sealed unsafe class MappedFeatureSet : FeatureSet
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly float* _values;

    private MappedFeatureSet(string path, MemoryMappedFile file, long start, IReadOnlyList<string> paths,
        IReadOnlyList<string?> labels, int length)
        : base($"'{path}'", paths, labels, length, null)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _values = (float*)(pointer + _view.PointerOffset + start);
    }

    public static new MappedFeatureSet Open(string path)
    {
        try
        {
            using FileStream stream = InputFile.Open(path, FileShare.Read | FileShare.Delete);
            (string type, long[] shape, long start) = NpyFile.ReadHeader(stream, path);
            if (type != "<f4" || shape is not [>= 0 and <= int.MaxValue, > 0 and <= int.MaxValue / sizeof(float)])
            {
                throw new FeatureFormatException($"'{path}' is no file of embeddings: it holds {type} "
                    + $"[{string.Join(", ", shape)}], and <f4 [images, values] is expected.");
            }

            if ((stream.Length - start) / sizeof(float) / shape[1] < shape[0])
                throw new FeatureFormatException($"'{path}' is shorter than its header says; it was cut off.");
            (List<string> paths, List<string?> labels) = ReadIndex(NpyFeatureFile.IndexPath(path), path, shape[0]);
            MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read,
                HandleInheritability.None, leaveOpen: true);
            try
            {
                return new(path, file, start, paths, labels, (int)shape[1]);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException
            or OverflowException)
        {
            throw new FeatureFormatException($"'{path}' cannot be read as embeddings: {e.Message}", e);
        }
    }

    public override void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    internal override ReadOnlySpan<float> Row(int row) => new(_values + (long)row * Length, Length);

    /// <summary>row, path, label</summary>
    private static (List<string> Paths, List<string?> Labels) ReadIndex(string indexPath, string path, long count)
    {
        if (!File.Exists(indexPath))
        {
            throw new FeatureFormatException($"The paths of the images in '{path}' are missing: '{indexPath}', "
                + "which Export-FeatureEmbedding wrote beside it, must stay there.");
        }

        using StreamReader text = InputFile.OpenText(indexPath);
        using ITableReader table = TableFormats.Csv.Open(text);
        if (table.Columns is not ["row", "path", "label"])
            throw new FeatureFormatException($"'{indexPath}' does not have the columns row, path, label.");
        List<string> paths = [];
        List<string?> labels = [];
        while (table.Read() is IReadOnlyList<string> row)
        {
            paths.Add(row[1]);
            labels.Add(row[2].Length > 0 ? string.Intern(TerminalText.OfLine(row[2])) : null);
        }

        return paths.Count == count ? (paths, labels)
            : throw new FeatureFormatException($"'{indexPath}' names {paths.Count:N0} images, and '{path}' holds "
                + $"{count:N0}: the two are not of one export.");
    }
}
