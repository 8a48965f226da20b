using System.Buffers.Binary;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.ImageSharp.Tests;

public class HostileFileTests
{
    private static readonly string[] _names =
    [
        "sixteen-bit.png", "palette.png", "interlaced.png",
        "lossless.webp", "lossy.webp", "alpha.webp", "palette.gif", "two-frames.gif", "color.bmp", "palette.bmp",
        "packed.tif", "orientation-6.tif",
    ];

    private static readonly ImageSharpCodec _codec = new();

    [Fact]
    public void TruncatedFilesAreDamaged()
    {
        var read = new List<string>();
        foreach (string name in _names)
        {
            byte[] file = ImageFiles.Read(name);
            foreach (double share in (double[])[0.05, 0.3, 0.45])
            {
                if (Reason(file[..(int)(file.Length * share)]) is null)
                    read.Add($"{name} {share}");
            }
        }

        Assert.Empty(read);
    }

    [Fact]
    public void RandomDamageIsRefusedOrReadButNeverMore()
    {
        var random = new Random(5);
        int rejected = 0;
        for (int round = 0; round < 3200; round++)
        {
            byte[] file = ImageFiles.Read(_names[round % _names.Length]);
            for (int hits = random.Next(1, 6); hits > 0; hits--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            string? reason = Reason(file, new DecodeLimits(MaximumPixels: 1_000_000));
            if (reason is not null)
                rejected++;
            Assert.NotEqual("", reason);
        }

        Assert.InRange(rejected, 800, 3100);
    }

    /// <summary>ImageSharp alone leaves the rest black, and never returns from interlaced pixels.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void APngWithTooFewPixelsIsDamaged(byte interlace)
    {
        byte[] rows = new byte[29 * 23 * 6];
        byte[] file =
        [
            .. PngFile.Header(29, 23, bits: 16, interlace: interlace),
            .. PngFile.Chunk("IDAT"u8, PngFile.Zlib(rows.AsSpan(..(rows.Length / 2)))), .. PngFile.End,
        ];
        Assert.Contains("ends before", Reason(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("palette.png")]
    [InlineData("lossless.webp")]
    [InlineData("lossy.webp")]
    [InlineData("palette.gif")]
    [InlineData("color.bmp")]
    [InlineData("packed.tif")]
    public void ABombIsRefusedByItsHeader(string name)
    {
        byte[] file = ImageFiles.Read(name);
        switch (Path.GetExtension(name))
        {
            case ".png":
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), 60000);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), 60000);
                break;
            case ".gif":
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(6), 60000u << 16 | 60000);
                break;
            case ".bmp":
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 60000);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 60000);
                break;
            case ".webp" when name.StartsWith("lossy", StringComparison.Ordinal):
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(
                    file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) + 3), 16000u << 16 | 16000);
                break;
            case ".webp":
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(21), 16000 | 16000 << 14);
                break;
            default:
                SetTag(file, 256, 60000);
                SetTag(file, 257, 60000);
                break;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        // The rows of a BMP are counted even before its pixels.
        Assert.Contains(name.EndsWith(".bmp", StringComparison.Ordinal) ? "ends before" : "limit", Reason(file),
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void LimitsAreKept()
    {
        foreach (string name in _names)
        {
            Assert.Contains("megapixels", Reason(ImageFiles.Read(name), new DecodeLimits(MaximumPixels: 1000)),
                StringComparison.Ordinal);
            Assert.Contains("limit", Reason(ImageFiles.Read(name), new DecodeLimits(MaximumFileBytes: 100)),
                StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// A decoder that waits for the end of such blocks never returns (GHSA-rxmq-m78w-7wmc, before 2.1.11).
    /// </summary>
    [Fact]
    public void CommentsWithoutAnEndAreDamage()
    {
        byte[] file = ImageFiles.Read("palette.gif");
        int palette = 13 + (3 << ((file[10] & 7) + 1));
        Assert.Contains("ends before", Reason([.. file[..palette], 0x21, 0xFE, 200, .. "endless"u8]),
            StringComparison.Ordinal);
        Assert.Contains("ends before", Reason([.. file[..palette], 0x21, 0xFE]), StringComparison.Ordinal);
        Assert.Contains("damaged GIF", Reason([.. file[..^1], 0x21, 0xFE, 200, .. "endless"u8]),
            StringComparison.Ordinal);
    }

    /// <summary>The blocks are all there, and hold a part of the pixels; ImageSharp alone makes the rest up.</summary>
    [Fact]
    public void AGifWithTooFewPixelsIsDamaged()
    {
        byte[] file = ImageFiles.Read("palette.gif");
        int frame = 13 + (3 << ((file[10] & 7) + 1));
        while (file[frame] != 0x2C)
            frame++;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(frame + 7), ImageFiles.Height + 10);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), ImageFiles.Height + 10);
        Assert.Contains("ends before", Reason(file), StringComparison.Ordinal);
    }

    private static string? Reason(byte[] file, DecodeLimits? limits = null, PixelBuffer? buffer = null)
    {
        try
        {
            _codec.Decode(file, limits ?? DecodeLimits.Default, 0, buffer ?? new());
            return null;
        }
        catch (ImageFormatException e)
        {
            return e.Message;
        }
    }

    private static void SetTag(byte[] tiff, ushort tag, ushort value)
    {
        int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4)), count =
            BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(directory));
        for (int entry = directory + 2; count > 0; count--, entry += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(entry)) == tag)
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(entry + 8), value);
        }
    }
}
