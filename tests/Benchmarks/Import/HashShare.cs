using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Checksums;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>The part of an import that goes into SHA-256 of the files and CRC-32C of the prepared images, on one thread. The median of pairs counts.</summary>
internal sealed class HashShare(string what, string folder, WorkFolder work, int rounds)
{
    public IEnumerable<TableRow> Rows()
    {
        byte[][] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
        (double Hash, double Import)[] pairs = [.. Enumerable.Range(0, rounds).Select(_ => Pair(files))];
        (double hash, double import) = pairs.OrderBy(pair => pair.Hash / pair.Import).ElementAt(rounds / 2);
        yield return new($"hashes at import, {what}, 1 thread", TableRow.Text($"{1e6 * hash / files.Length:F0} us/img"),
            TableRow.Text($"import {1e6 * import / files.Length:F0} us/img"), TableRow.Text($"{100 * hash / import:F2} %"), "3 %");
    }

    private (double Hash, double Import) Pair(byte[][] files)
    {
        string store = work.New();
        long start = Stopwatch.GetTimestamp();
        ImageNetDataset dataset = ImageNetImporter.Import(folder, new ImportOptions { CachePath = store, Threads = 1, StoreFormat = StoreFormat.Npy });
        double import = Stopwatch.GetElapsedTime(start).TotalSeconds;
        byte[] pixels = File.ReadAllBytes(Path.Combine(dataset.StorePath!, "pixels.npy"));
        int each = pixels.Length / files.Length;
        start = Stopwatch.GetTimestamp();
        int unlike = 0;
        for (int i = 0; i < files.Length; i++)
        {
            if (ContentHash.Of(files[i]).IsKnown) unlike++;
            if (Crc32C.Of(pixels.AsSpan(i * each, each)) != 0) unlike++;
        }

        double hash = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(unlike);
        WorkFolder.Remove(store);
        return (hash, import);
    }
}
