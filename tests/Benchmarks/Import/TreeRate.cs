using System.Diagnostics;
using System.Globalization;
using System.IO.Enumeration;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Folders of very many files: an index of one, and a second import of one that has not changed.</summary>
internal sealed class TreeRate(WorkFolder work, int indexed)
{
    private const int Classes = 1000, Reimported = 100_000, SourceFiles = 100;

    public IEnumerable<TableRow> Rows()
    {
        string[] sources = Draw(work);
        string folder = LinkedFiles.Tree(sources, work.Path("tree"), indexed, Classes);
        string line = OwnProcess.Lines("index", folder).Lines[0];
        string[] figures = line.Split(' ');
        yield return new($"index of {indexed:N0} files", $"{figures[0]} MB at most", $"{figures[1]} s", "",
            "a few hundred MB");

        folder = indexed == Reimported ? folder : LinkedFiles.Tree(sources, work.Path("smaller"), Reimported, Classes);
        yield return Reimport(work, folder);
    }

    /// <summary>The second import alone.</summary>
    public static IEnumerable<TableRow> Reimport(WorkFolder work) =>
        [Reimport(work, LinkedFiles.Tree(Draw(work), work.Path("smaller"), Reimported, Classes))];

    private static TableRow Reimport(WorkFolder work, string folder)
    {
        var options = new ImportOptions { CachePath = work.Path("cache"), ImageSize = 8 };
        ImageNetImporter.Import(folder, options);
        double listing = double.MaxValue, import = double.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            listing = Math.Min(listing, Seconds(() => List(folder)));
            import = Math.Min(import, Seconds(() => ImageNetImporter.Import(folder, options)));
        }

        return new(
            $"import of {Reimported:N0} unchanged files",
            TableRow.Text($"{Reimported / import:F0} files/s"),
            TableRow.Text($"listing alone {Reimported / listing:F0} files/s"),
            TableRow.Text($"{listing / import:F2} x"),
            "100,000 files/s");
    }

    private static string[] Draw(WorkFolder work)
    {
        string[] sources = [.. Enumerable.Range(0, SourceFiles).Select(i => work.Path($"{i}.jpg"))];
        byte[] pixels = new byte[12 * 12 * 3];
        foreach (string source in sources)
        {
            Random.Shared.NextBytes(pixels);
            ImageEncoder.WriteJpeg(source, new PixelView(pixels, 12, 12, 3));
        }
        return sources;
    }

    /// <summary>Meant for a process of its own.</summary>
    public static void Index(string folder)
    {
        double seconds =
            Seconds(() => GC.KeepAlive(ImageNetImporter.Import(folder, new ImportOptions { IndexOnly = true })));
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.PeakWorkingSet64 >> 20} {seconds:F1}"));
    }

    private static void List(string folder)
    {
        long bytes = 0;
        foreach ((long length, DateTimeOffset modified) in new FileSystemEnumerable<(long Length,
            DateTimeOffset Modified)>(folder,
            static (ref FileSystemEntry entry) => (entry.Length, entry.LastWriteTimeUtc),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            bytes += length + modified.Second;
        }

        if (bytes == 0)
            throw new InvalidOperationException($"'{folder}' is empty.");
    }

    private static double Seconds(Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
