using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Decoding, import and encoding on one thread. Rounds alternate, the best of each counts.</summary>
internal static class CodecRates
{
    private const int Rounds = 3, Side = 256;

    public static void Run(string? folder)
    {
        folder ??= RepositoryFiles.Find("shared", "data", "flowers", "val")
            ?? throw new ArgumentException("Name a folder of class folders with JPEG photos: --flowers FOLDER.");
        IImageCodec[] codecs = Codecs("libjpeg-turbo", "SkiaSharp"), pngCodecs = Codecs("libpng", "ImageSharp");
        byte[][] files =
            [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
        byte[][] pngs = [
            .. files.Where((_, i) => i % 5 == 0).Select(file => ImageEncoder.EncodePng(ImageCodecs.Decode(file).View))];
        using var work = new WorkFolder();
        double[] decode = new double[2], import = new double[2], decodePng = new double[2];
        double encode = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            for (int i = 0; i < codecs.Length; i++)
            {
                using IDisposable only = ImageCodecs.Only(codecs[i]);
                double decoded = Decode(codecs[i], files), imported = Import(folder, work.New()), png =
                    Decode(pngCodecs[i], pngs);
                // The first round compiles.
                if (round == 0)
                    continue;
                (decode[i], import[i]) = (Math.Max(decode[i], decoded), Math.Max(import[i], imported));
                decodePng[i] = Math.Max(decodePng[i], png);
            }

            encode = Math.Max(encode, Encode(files));
        }

        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        Console.WriteLine(Row("JPEG decoding alone, to RGB", codecs, decode));
        Console.WriteLine(Row("import of JPEG, 1 thread", codecs, import));
        Console.WriteLine(Row("PNG decoding alone, to RGB", pngCodecs, decodePng));
        foreach (TableRow row in new ScanShare(files, pngs, Rounds).Rows())
            Console.WriteLine(row);
        string encoded = TableRow.Text($"ImageSharp {encode:F0} img/s");
        Console.WriteLine(new TableRow($"JPEG encoding, short side {Side}, quality 90", encoded, "", "", ""));

        static TableRow Row(string what, IImageCodec[] codecs, double[] rates) => new(
            what, TableRow.Text($"{codecs[1].Name} {rates[1]:F0} img/s"),
            TableRow.Text($"{codecs[0].Name} {rates[0]:F0} img/s"), TableRow.Text($"{rates[1] / rates[0]:F2} x"), "");
    }

    private static IImageCodec[] Codecs(params string[] names) =>
        [.. names.Select(name => ImageCodecs.All.First(codec => codec.Name == name))];

    private static double Decode(IImageCodec codec, byte[][] files)
    {
        var buffer = new PixelBuffer();
        long begin = Stopwatch.GetTimestamp();
        foreach (byte[] file in files)
            codec.Decode(file, DecodeLimits.Default, 0, buffer);
        return files.Length / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Encode(byte[][] files)
    {
        using var preparer = new ImagePreparer(Side);
        TimeSpan spent = TimeSpan.Zero;
        foreach (byte[] file in files)
        {
            PixelView prepared = preparer.Prepare(file);
            long begin = Stopwatch.GetTimestamp();
            _ = ImageEncoder.EncodeJpeg(prepared);
            spent += Stopwatch.GetElapsedTime(begin);
        }

        return files.Length / spent.TotalSeconds;
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
