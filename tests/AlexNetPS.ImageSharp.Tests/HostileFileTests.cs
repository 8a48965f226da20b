using System.Buffers.Binary;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.ImageSharp.Tests;

public class HostileFileTests
{
    private static readonly string[] s_names =
    [
        "halved-chroma.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "sixteen-bit.png", "palette.png", "interlaced.png",
        "lossless.webp", "lossy.webp", "alpha.webp", "palette.gif", "two-frames.gif", "colour.bmp", "palette.bmp", "packed.tif", "orientation-6.tif",
    ];

    private static readonly ImageSharpCodec s_codec = new();

    [Fact]
    public void TruncatedFilesAreDamaged()
    {
        var read = new List<string>();
        foreach (string name in s_names)
        {
            byte[] file = PictureFiles.Read(name);
            foreach (double share in (double[])[0.05, 0.3, 0.45])
            {
                if (Reason(file[..(int)(file.Length * share)]) is null) read.Add($"{name} {share}");
            }
        }

        Assert.Empty(read);
    }

    [Fact]
    public void OnlyTheEndMarkerMayBeMissing()
    {
        byte[] file = PictureFiles.Read("halved-chroma.jpg");
        PixelBuffer buffer = new();
        s_codec.Decode(file.AsSpan(0, file.Length - 2), DecodeLimits.Default, 0, buffer);
        Assert.Contains("end marker", buffer.Warning, StringComparison.Ordinal);
        Assert.Contains("Premature end", Reason(file[..^12]), StringComparison.Ordinal);
        Assert.Contains("Premature end", Reason(PictureFiles.Read("progressive.jpg")[..^2]), StringComparison.Ordinal);
        s_codec.Decode([.. file, .. new byte[1000]], DecodeLimits.Default, 0, buffer);
        Assert.Null(buffer.Warning);
    }

    [Fact]
    public void RandomDamageIsRefusedOrReadButNeverMore()
    {
        Random random = new(5);
        int refused = 0;
        for (int round = 0; round < 3200; round++)
        {
            byte[] file = PictureFiles.Read(s_names[round % s_names.Length]);
            for (int hits = random.Next(1, 6); hits > 0; hits--) file[random.Next(file.Length)] = (byte)random.Next(256);
            string? reason = Reason(file, new DecodeLimits(MaximumPixels: 1_000_000));
            if (reason is not null) refused++;
            Assert.NotEqual("", reason);
        }

        Assert.InRange(refused, 800, 3100);
    }

    /// <summary>What the native codec refuses is refused here too: ImageSharp alone would read six in ten of these without a word.</summary>
    [Fact]
    public void AThousandDamagedPhotosAreReadOnlyWhereTheNativeCodecReadsThem()
    {
        string[] photos = [.. Directory.EnumerateFiles(SharedPhotos.Require("flowers/val"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Random random = new(11);
        PixelBuffer buffer = new();
        int read = 0, refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] file = Damage(File.ReadAllBytes(photos[i % photos.Length]), i % 4, random);
            string? reason = Reason(file, buffer: buffer);
            if (reason is null) read++;
            else refused++;
            if (reason is null)
            {
                try
                {
                    new JpegCodec().Decode(file, DecodeLimits.Default, 0, buffer);
                }
                catch (ImageFormatException e)
                {
                    Assert.Fail($"File {i} was read, although: {e.Message}");
                }
            }
        }

        Assert.InRange(read, 100, 900);
        Assert.InRange(refused, 100, 900);
    }

    [Theory]
    [InlineData("halved-chroma.jpg")]
    [InlineData("palette.png")]
    [InlineData("lossless.webp")]
    [InlineData("lossy.webp")]
    [InlineData("palette.gif")]
    [InlineData("colour.bmp")]
    [InlineData("packed.tif")]
    public void ABombIsRefusedByItsHeader(string name)
    {
        byte[] file = PictureFiles.Read(name);
        switch (Path.GetExtension(name))
        {
            case ".jpg":
                int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(frame + 5), 60000u << 16 | 60000);
                break;
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
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) + 3), 16000u << 16 | 16000);
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
        Assert.Contains("limit", Reason(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void LimitsAreKept()
    {
        foreach (string name in s_names)
        {
            Assert.Contains("megapixels", Reason(PictureFiles.Read(name), new DecodeLimits(MaximumPixels: 1000)), StringComparison.Ordinal);
            Assert.Contains("limit", Reason(PictureFiles.Read(name), new DecodeLimits(MaximumFileBytes: 100)), StringComparison.Ordinal);
        }
    }

    private static string? Reason(byte[] file, DecodeLimits? limits = null, PixelBuffer? buffer = null)
    {
        try
        {
            s_codec.Decode(file, limits ?? DecodeLimits.Default, 0, buffer ?? new());
            return null;
        }
        catch (ImageFormatException e)
        {
            return e.Message;
        }
    }

    private static byte[] Damage(byte[] file, int kind, Random random)
    {
        int at = random.Next(file.Length);
        switch (kind)
        {
            case 0:
                return file[..at];
            case 1:
                for (int hit = 0; hit < 20; hit++) file[random.Next(file.Length)] = (byte)random.Next(256);
                return file;
            case 2:
                file.AsSpan(at, Math.Min(random.Next(4000), file.Length - at)).Clear();
                return file;
            default:
                random.NextBytes(file.AsSpan(at, Math.Min(random.Next(1, 200), file.Length - at)));
                return file;
        }
    }

    private static void SetTag(byte[] tiff, ushort tag, ushort value)
    {
        int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4)), count = BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(directory));
        for (int entry = directory + 2; count > 0; count--, entry += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(entry)) == tag) BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(entry + 8), value);
        }
    }
}
