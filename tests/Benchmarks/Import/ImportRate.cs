using System.Diagnostics;
using AlexNetPS.Datasets;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>
/// Whole imports into a new store, beside the decoder alone and torchvision's Resize and CenterCrop. Rounds alternate,
/// the best of each counts.
/// </summary>
internal sealed class ImportRate(string what, string folder, WorkFolder work, int rounds, bool peer)
{
    public IEnumerable<TableRow> Rows()
    {
        double decoder = 0, one = 0, all = 0, torchvision = 0;
        int processors = Environment.ProcessorCount;
        using var decode = new DecodeRate(folder);
        double decoders = 0;
        Import(1);
        for (int round = 0; round < rounds; round++)
        {
            decoder = Math.Max(decoder, decode.Run());
            decoders = Math.Max(decoders, DecodeRate.RunOnAll(folder));
            one = Math.Max(one, Import(1));
            all = Math.Max(all, Import(processors));
            if (peer)
                torchvision = Math.Max(torchvision, PeerProcess.Images("import", folder));
        }

        string measured = TableRow.Text($"{one:F0} img/s");
        yield return new($"import, {what}, 1 thread", measured,
            TableRow.Text($"libjpeg-turbo alone {decoder:F0} img/s"), TableRow.Text($"{one / decoder:F2} x"),
            "0.75 x (0.9 x)");
        if (peer)
        {
            yield return new($"import, {what}, 1 thread", measured,
                TableRow.Text($"torchvision {torchvision:F0} img/s"), TableRow.Text($"{one / torchvision:F2} x"),
                "2 x");
        }

        if (processors > 1)
        {
            yield return new($"import, {what}, {processors} threads", TableRow.Text($"{all:F0} img/s"),
                TableRow.Text($"1 thread (the decoder alone: {decoders / decoder:F2} x)"),
                TableRow.Text($"{all / one:F2} x"), TableRow.Text($"{0.95 * processors:F1} x"));
        }
    }

    private double Import(int threads)
    {
        string store = work.New();
        long begin = Stopwatch.GetTimestamp();
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder, new ImportOptions { CachePath = store, Threads = threads });
        double rate = dataset.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        WorkFolder.Remove(store);
        return rate;
    }
}
