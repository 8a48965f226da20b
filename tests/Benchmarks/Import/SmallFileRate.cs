using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>
/// Import of many small JPEG files with the scores of the images, beside the same import without them. The two take
/// turns; the median of the rounds counts. Hashes and checksums are part of both.
/// </summary>
internal sealed class SmallFileRate(WorkFolder work, int files, int rounds)
{
    private const int Classes = 20, Side = 32, Drawings = 200;

    public IEnumerable<TableRow> Rows()
    {
        string folder = Draw();
        List<(double Wall, double Processor)> with = [], without = [];
        for (int round = 0; round <= rounds; round++)
        {
            (double Wall, double Processor) scored = Import(folder, scores: true), plain = Import(folder, scores: false);
            // The first round compiles.
            if (round == 0)
                continue;
            with.Add(scored);
            without.Add(plain);
        }

        string what = TableRow.Text($"import of {files:N0} JPEG files of {Side} pixels, scored");
        yield return Row(what, time => time.Wall, "time");
        yield return Row("the same", time => time.Processor, "processor time");

        TableRow Row(string name, Func<(double Wall, double Processor), double> part, string unit)
        {
            double scored = Median(with.Select(part)), plain = Median(without.Select(part));
            // Rounds of one import follow each other, so that a busy machine slows both.
            double ratio = Median(with.Zip(without, (one, other) => part(one) / part(other)));
            return new(name, TableRow.Text($"{files / scored:F0} files/s ({unit} {scored:F2} s)"),
                TableRow.Text($"without scores {files / plain:F0} files/s"), TableRow.Text($"{ratio:F3} x"),
                "1.1 x, smaller is better");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private string Draw()
    {
        string folder = work.Path("small");
        var random = new Random(1);
        byte[][] drawings = [.. Enumerable.Range(0, Drawings).Select(_ => Draw(random))];
        for (int i = 0; i < files; i++)
        {
            string below = Path.Combine(folder, $"class{i % Classes:D2}");
            Directory.CreateDirectory(below);
            File.WriteAllBytes(Path.Combine(below, $"{i:D6}.jpg"), drawings[i % Drawings]);
        }

        return folder;
    }

    private static byte[] Draw(Random random)
    {
        byte[] pixels = new byte[Side * Side * 3];
        int across = random.Next(1, 9), down = random.Next(1, 9), start = random.Next(256);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(start + across * (i / 3 % Side) + down * (i / 3 / Side) + i % 3 * 20 + random.Next(20));
        return ImageEncoder.EncodeJpeg(new PixelView(pixels, Side, Side, 3));
    }

    private (double Wall, double Processor) Import(string folder, bool scores)
    {
        string store = work.New();
        using var self = Process.GetCurrentProcess();
        TimeSpan processor = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        ImageNetImporter.Import(folder, new ImportOptions { CachePath = store, ImageSize = Side, Scores = scores });
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        double used = (self.TotalProcessorTime - processor).TotalSeconds;
        WorkFolder.Remove(store);
        return (wall, used);
    }
}
