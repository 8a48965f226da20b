using System.Diagnostics;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.Imaging.Png;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>
/// The part of decoding that goes into looking for damage: the structure of a JPEG, which Skia does not check, and the
/// pixels of a PNG, which are inflated before ImageSharp does. Both are part of the decoding they are compared with.
/// </summary>
internal sealed class ScanShare(byte[][] jpegs, byte[][] pngs, int rounds)
{
    public IEnumerable<TableRow> Rows()
    {
        yield return Row("structure of a JPEG, with SkiaSharp", "SkiaSharp", jpegs,
            file => JpegStructure.Read(file, DecodeLimits.Default));
        yield return Row("pixels of a PNG, with ImageSharp", "ImageSharp", pngs, file =>
        {
            var header = PngHeader.Read(file);
            using EssentialPng essential = EssentialPng.Of(file, header);
            PngCompletion.Check(essential.Bytes, header);
        });
    }

    private TableRow Row(string what, string name, byte[][] files, Action<byte[]> scan)
    {
        IImageCodec codec = ImageCodecs.All.First(codec => codec.Name == name);
        var buffer = new PixelBuffer();
        (double Scan, double Decode) best = (double.MaxValue, double.MaxValue);
        for (int round = 0; round <= rounds; round++)
        {
            best = (Math.Min(best.Scan, Seconds(scan)),
                Math.Min(best.Decode, Seconds(file => codec.Decode(file, DecodeLimits.Default, 0, buffer))));
        }

        return new TableRow(what, TableRow.Text($"{1e6 * best.Scan / files.Length:F0} us/img"),
            TableRow.Text($"decoding with it {1e6 * best.Decode / files.Length:F0} us/img"),
            TableRow.Text($"{100 * best.Scan / best.Decode:F1} %"), "3 %");

        double Seconds(Action<byte[]> action)
        {
            long start = Clock.ThreadTime.Now();
            foreach (byte[] file in files)
                action(file);
            return Clock.ThreadTime.SecondsSince(start);
        }
    }
}
