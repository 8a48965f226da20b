using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Decoding and import with each codec, on one thread. Rounds alternate, the best of each counts.</summary>
internal static class CodecRates
{
    private const int Rounds = 3;

    public static void Run(string? folder)
    {
        folder ??= RepositoryFiles.Find("shared", "data", "flowers", "val") ?? throw new ArgumentException("Name a folder of class folders with JPEG photos: --flowers FOLDER.");
        IImageCodec native = ImageCodecs.All[0];
        IImageCodec plugin = ImageCodecs.All.FirstOrDefault(codec => codec.Name == "ImageSharp")
            ?? throw new InvalidOperationException("This program was built without ImageSharp: dotnet run -c Release -p:UseImageSharp=true --project tests/Benchmarks -- codecs");
        byte[][] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
        using var work = new WorkFolder();
        double[] decode = new double[2], import = new double[2];
        for (int round = 0; round <= Rounds; round++)
        {
            for (int i = 0; i < 2; i++)
            {
                using IDisposable only = ImageCodecs.Only(i == 0 ? native : plugin);
                double decoded = Decode(i == 0 ? native : plugin, files), imported = Import(folder, work.New());
                if (round > 0) (decode[i], import[i]) = (Math.Max(decode[i], decoded), Math.Max(import[i], imported));
            }
        }

        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        Console.WriteLine(Row("decoding alone, to RGB", decode));
        Console.WriteLine(Row("import, 1 thread", import));

        TableRow Row(string what, double[] rates) =>
            new(what, TableRow.Text($"ImageSharp {rates[1]:F0} img/s"), TableRow.Text($"{native.Name} {rates[0]:F0} img/s"), TableRow.Text($"{rates[1] / rates[0]:F2} x"), "");
    }

    private static double Decode(IImageCodec codec, byte[][] files)
    {
        PixelBuffer buffer = new();
        long begin = Stopwatch.GetTimestamp();
        foreach (byte[] file in files) codec.Decode(file, DecodeLimits.Default, 0, buffer);
        return files.Length / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Import(string folder, string store)
    {
        long begin = Stopwatch.GetTimestamp();
        ImageNetDataset dataset = ImageNetImporter.Import(folder, new ImportOptions { CachePath = store, Threads = 1 });
        double rate = dataset.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        WorkFolder.Remove(store);
        return rate;
    }
}
