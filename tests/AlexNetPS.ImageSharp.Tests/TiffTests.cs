using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.ImageSharp.Tests;

/// <summary>TIFF files that ImageSharp alone reads as something else than they are.</summary>
public class TiffTests
{
    private static readonly ImageSharpCodec _codec = new();

    /// <summary>ImageSharp alone makes the missing rows up.</summary>
    [Fact]
    public void AFileThatEndsBeforeItsPixelsIsDamaged()
    {
        byte[] file = TiffFile.Of(directoryFirst: true);
        Assert.Equal(TiffFile.Width, _codec.Decode(file, DecodeLimits.Default).Width);
        for (int tenth = 1; tenth < 10; tenth++)
            Assert.Contains("ends before", Reason(file[..(file.Length * tenth / 10)]), StringComparison.Ordinal);
        Assert.Contains("ends before", Reason(file[..^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCutOfAFileIsDamaged()
    {
        foreach (string name in (string[])["packed.tif", "gray.tif", "orientation-6.tif", "group4.tif"])
        {
            byte[] file = ImageFiles.Read(name);
            for (int tenth = 1; tenth < 10; tenth++)
                Assert.NotNull(Reason(file[..(file.Length * tenth / 10)]));
        }
    }

    [Fact]
    public void StripsWithTooFewBytesAreDamage()
    {
        Assert.Contains("ends before", Reason(TiffFile.Of(tags: (279, 150))), StringComparison.Ordinal);
        Assert.Contains("ends before", Reason(TiffFile.Of(tags: (278, 5))), StringComparison.Ordinal);
        Assert.Contains("ends before", Reason(TiffFile.Of(tags: (273, uint.MaxValue))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NIKON CORPORATION", 254, 1, "Nikon NEF")]
    [InlineData("SONY", 254, 1, "Sony ARW")]
    [InlineData("Acme", 255, 2, "Acme")]
    [InlineData("Canon", 50706, 0x0401, "Adobe DNG")]
    [InlineData("", 50706, 0x0401, "Adobe DNG")]
    [InlineData("PENTAX", 262, 32803, "Pentax PEF")]
    [InlineData("", 262, 34892, "camera raw")]
    public void ARawFileIsRejectedByName(string make, int tag, int value, string name)
    {
        string? reason = Reason(TiffFile.Of(3, make: make, tags: ((ushort)tag, (uint)value)));
        Assert.Contains($"raw file of a camera ({name})", reason, StringComparison.Ordinal);
        Assert.Contains("raw converter", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void APreviewIsNotTakenForTheImage()
    {
        Assert.Contains("preview", Reason(TiffFile.Of(3, tags: (254, 1))), StringComparison.Ordinal);
        byte[] cr2 = TiffFile.Of(3, directoryFirst: true);
        // A Canon CR2 states its name where others have the directory.
        byte[] named = [.. cr2[..8], .. "CR\x2\0\0\0\0\0"u8, .. cr2[8..]];
        named[4] = 16;
        Assert.Contains("Canon CR2", Reason(named), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IIU\0", "Panasonic RW2")]
    [InlineData("IIRO", "Olympus ORF")]
    [InlineData("MMOR", "Olympus ORF")]
    [InlineData("FUJIFILMCCD-RAW 0201", "Fujifilm RAF")]
    [InlineData("\0\0\0\u0018ftypcrx ", "Canon CR3")]
    public void OtherRawFilesAreNamedToo(string start, string name)
    {
        byte[] file = [.. System.Text.Encoding.Latin1.GetBytes(start), .. new byte[100]];
        string reason = Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(file)).Message;
        Assert.Contains($"raw file of a camera ({name})", reason, StringComparison.Ordinal);
    }

    /// <summary>Decoded with other colors than Pillow's, or not at all.</summary>
    [Theory]
    [InlineData(339, 3, "floating-point")]
    [InlineData(339, 2, "signed")]
    [InlineData(322, 16, "in tiles")]
    [InlineData(262, 5, "in CMYK")]
    [InlineData(262, 8, "in L*a*b*")]
    [InlineData(259, 6, "JPEG compression of the old kind")]
    [InlineData(259, 34925, "with compression 34925")]
    [InlineData(258, null, "bits per sample")]
    public void UnsupportedKindsAreNamed(int tag, int? value, string kind)
    {
        string? reason = Reason(TiffFile.Of(3, tags: ((ushort)tag, (uint?)value)));
        Assert.Contains(kind, reason, StringComparison.Ordinal);
        Assert.Contains("not supported; save it as PNG or JPEG", reason, StringComparison.Ordinal);
    }

    private static string? Reason(byte[] file)
    {
        try
        {
            _codec.Decode(file, DecodeLimits.Default);
            return null;
        }
        catch (ImageFormatException e)
        {
            return e.Message;
        }
    }
}
