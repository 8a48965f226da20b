using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Datasets.Health.Quarantine;

/// <summary>A file that was moved to a quarantine folder.</summary>
/// <param name="Source">The dataset folder.</param>
/// <param name="Path">Previous path, relative to that folder, with '/' on all systems.</param>
/// <param name="Name">Current path, relative to the folder of the log.</param>
/// <param name="Reason">Why it was moved.</param>
/// <param name="Time">Time of the move, UTC.</param>
internal sealed record QuarantineEntry(string Source, string Path, string Name, string Reason, DateTime Time);

/// <summary>
/// A log with one JSON object per line. A line is flushed to disk before its file moves, so that it contains every
/// moved file.
/// </summary>
internal sealed class QuarantineLog : IDisposable
{
    // A line for each moved file.
    private const long MaximumBytes = 256 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    private readonly FileStream _file;

    private QuarantineLog(FileStream file) => _file = file;

    public string Path => _file.Name;

    /// <summary>Starts a log in a folder, next to those of earlier moves.</summary>
    public static QuarantineLog Begin(string folder)
    {
        Directory.CreateDirectory(folder);
        string stamp = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(folder,
                FormattableString.Invariant($"quarantine-{stamp}{(attempt == 1 ? "" : $"-{attempt}")}.jsonl"));
            if (!File.Exists(path))
                return new QuarantineLog(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        }
    }

    public void Add(QuarantineEntry entry)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, _json));
        _file.WriteByte((byte)'\n');
        DiskFlush.Of(_file);
    }

    /// <exception cref="DatasetException">The file is not such a log.</exception>
    public static List<QuarantineEntry> Read(string path)
    {
        List<QuarantineEntry> entries = [];
        try
        {
            foreach (string line in InputFile.ReadLines(path, MaximumBytes).Where(line => line.Length > 0))
                entries.Add(JsonSerializer.Deserialize<QuarantineEntry>(line, _json)!);
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{path}' cannot be read as a log of moved files: {JsonShape.Reason(e).TrimEnd('.')}. Use the "
                    + "quarantine-....jsonl that Repair-ImageNetDataset wrote.", e);
        }

        return entries.All(entry => entry is { Source.Length: > 0, Path.Length: > 0, Name.Length: > 0 })
            ? entries
            : throw new DatasetException(
                $"'{path}' is not a log of moved files: a line lacks the source, the path or the name.");
    }

    public void Dispose() => _file.Dispose();
}
