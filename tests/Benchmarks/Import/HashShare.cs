using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Checksums;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>
/// The part of an import that goes into SHA-256 of the files, and into CRC-32C of the prepared images, on one thread.
/// An import and the hashes follow each other in each round; the median counts.
/// </summary>
internal sealed class HashShare(string what, string folder, WorkFolder work, int rounds)
{
    public IEnumerable<TableRow> Rows()
    {
        byte[][] files =
            [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
        (double Hash, double Checksum, double Import)[] measured =
            [.. Enumerable.Range(0, rounds).Select(_ => Round(files))];
        yield return Row("SHA-256", round => round.Hash, "3 %");
        yield return Row("CRC-32C", round => round.Checksum, "");

        TableRow Row(string name, Func<(double Hash, double Checksum, double Import), double> part, string target)
        {
            (double Hash, double Checksum, double Import) median =
                measured.OrderBy(round => part(round) / round.Import).ElementAt(rounds / 2);
            return new($"{name} at import, {what}, 1 thread",
                TableRow.Text($"{1e6 * part(median) / files.Length:F0} us/img"),
                TableRow.Text($"import {1e6 * median.Import / files.Length:F0} us/img"),
                TableRow.Text($"{100 * part(median) / median.Import:F2} %"), target);
        }
    }

    private (double Hash, double Checksum, double Import) Round(byte[][] files)
    {
        string store = work.New();
        long start = Stopwatch.GetTimestamp();
        ImageNetDataset dataset = ImageNetImporter.Import(folder,
            new ImportOptions { CachePath = store, Threads = 1, StoreFormat = StoreFormat.Npy });
        double import = Stopwatch.GetElapsedTime(start).TotalSeconds;
        byte[] pixels = File.ReadAllBytes(Path.Combine(dataset.StorePath!, "pixels.npy"));
        start = Stopwatch.GetTimestamp();
        int known = files.Count(file => ContentHash.Of(file).IsKnown);
        double hash = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        uint checksum = Crc32C.Of(pixels);
        double checksums = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive((known, checksum));
        WorkFolder.Remove(store);
        return (hash, checksums, import);
    }
}
