using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Matlab;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class HostileArchiveTests
{
    [Fact]
    public void MembersThatLeadOutAndLinksAreLeftOut()
    {
        using var folder = new TemporaryFolder();
        byte[] image = DrawnImage.Jpeg(20, 20);
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (string name in (string[])["good.jpg", "../out.jpg", "/etc/out.jpg", "a/../../out.jpg",
                "..\\out.jpg", "C:/out.jpg", "bell\a.jpg"])
            {
                writer.WriteEntry(TarFile.Entry(TarEntryFormat.Pax, TarEntryType.RegularFile, name, image));
            }

            foreach (TarEntryType type in (TarEntryType[])[TarEntryType.SymbolicLink, TarEntryType.HardLink])
            {
                TarEntry link = TarFile.Entry(TarEntryFormat.Pax, type, $"{type}.jpg");
                link.LinkName = "/etc/passwd";
                writer.WriteEntry(link);
            }

            writer.WriteEntry(TarFile.Entry(TarEntryFormat.Pax, TarEntryType.Fifo, "pipe.jpg"));
            writer.WriteEntry(TarFile.Entry(TarEntryFormat.Pax, TarEntryType.Directory, "folder/"));
        }

        folder.Write("n00000001.tar", stream.ToArray());
        folder.Write("n00000002.tar", TarFile.Of(("2.jpg", image)));
        string[] before = [.. Directory.EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories)];
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, new ImportOptions { IndexOnly = true });
        Assert.Equal([folder.At("n00000001.tar#good.jpg"), folder.At("n00000002.tar#2.jpg")],
            dataset.Train.Samples.Select(s => s.Path));
        string warning = Assert.Single(dataset.Warnings);
        Assert.Contains("9 members", warning, StringComparison.Ordinal);
        Assert.Contains("../out.jpg", warning, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void ATarThatWasCutOffGivesWhatItHolds()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = TarFile.Of(("1.jpg", DrawnImage.Jpeg(20, 20)), ("2.jpg", DrawnImage.Jpeg(20, 20)),
            ("3.jpg", DrawnImage.Jpeg(60, 60)));
        int third = tar.AsSpan().IndexOf("3.jpg"u8);
        folder.Write("n00000002.tar", tar);
        foreach (int length in (int[])[third + 700, third + 512, third + 100, third])
        {
            folder.Write("n00000001.tar", tar[..length]);
            ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 });
            Assert.Equal(2, dataset.Classes[0].Train);
            Assert.Contains("damaged", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
            Assert.Equal(length > third + 511 ? ["the archive is truncated"] : [],
                dataset.Skipped.Select(s => s.Reason));
        }
    }

    [Fact]
    public void SizesThatCannotBeAreDamage()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = TarFile.Of(("1.jpg", DrawnImage.Jpeg(20, 20)));
        foreach (string size in (string[])["77777777777\0", "\x80\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
            "\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "-0000000001\0"])
        {
            byte[] claimed = [.. tar];
            Encoding.Latin1.GetBytes(size, claimed.AsSpan(124));
            Encoding.ASCII.GetBytes("        ", claimed.AsSpan(148));
            Encoding.ASCII.GetBytes($"{Convert.ToString(claimed[..512].Sum(b => b), 8).PadLeft(6, '0')}\0 ",
                claimed.AsSpan(148));
            folder.Write("1.tar", claimed);
            (TarMember[] members, string? damage) = Walk(folder.At("1.tar"));
            Assert.NotNull(damage);
            Assert.All(members, member => Assert.True(member.IsCutOff));
        }
    }

    [Fact]
    public void RandomDamageEndsTheWalkQuietly()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = TarFile.Of(TarEntryFormat.Pax,
            Enumerable.Range(0, 20).Select(i => ($"{new string('d', 150)}/{i}.jpg", new byte[700])));
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. tar];
            for (int hits = 0; hits < 20; hits++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(folder.Root, "x.tar"), damaged);
            (TarMember[] members, _) = Walk(Path.Combine(folder.Root, "x.tar"));
            Assert.All(members,
                member => Assert.True(member.IsCutOff || member.Offset + member.Length <= damaged.Length));
        }
    }

    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    public void EveryFormatIsIndexedWithTheRightOffsets(TarEntryFormat format)
    {
        using var folder = new TemporaryFolder();
        string[] names = format switch
        {
            TarEntryFormat.V7 => ["a [1].jpg", "b c.jpg"],
            TarEntryFormat.Ustar => ["a [1].jpg", $"{new string('d', 90)}/{new string('f', 90)}.jpg"],
            _ => ["猫 Grüße.jpg", $"{new string('d', 150)}/{new string('f', 150)}.jpg"],
        };
        byte[][] contents = [.. names.Select((_, i) => Enumerable.Repeat((byte)(i + 1), 600 + i).ToArray())];
        byte[] tar = TarFile.Of(format, names.Zip(contents));
        string path = folder.Write("x.tar", tar);
        (TarMember[] members, string? damage) = Walk(path);
        Assert.Null(damage);
        Assert.Equal(names, members.Select(member => member.Name));
        Assert.Equal(contents, members.Select(member => tar[(int)member.Offset..(int)(member.Offset + member.Length)]));
    }

    [Fact]
    public void ACompressedTarIsRefusedWithTheCommandThatHelps()
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(TarFile.Of(("1.jpg", DrawnImage.Jpeg(20, 20))));
        folder.Write("n00000001.tar", packed.ToArray());
        Assert.Contains("gunzip",
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
                new ImportOptions { IndexOnly = true })).Message, StringComparison.Ordinal);
        string path = folder.Write("photos.tar.gz", packed.ToArray());
        Assert.Contains("Unpack",
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(path,
                new ImportOptions { IndexOnly = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASmallArchiveCannotUnpackToMuch()
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(TarFile.Of(("x/data_batch_1.bin", new byte[5_000_000])));
        string path = folder.Write("bomb.tar.gz", packed.ToArray());
        Assert.Contains("more than",
            Assert.Throws<FormatException>(() => PackedTar.Read(path, _ => true, 1_000_000)).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(
            () => PackedTar.Read(folder.Write("cut.tar.gz", packed.ToArray()[..1000]), _ => true, 1L << 30));
    }

    [Fact]
    public void AClaimedLengthTakesNoMemory()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = TarFile.Of(("x/data_batch_1.bin", new byte[1000]));
        // 900 MB, and the sum of the header with it.
        "06541600000"u8.CopyTo(tar.AsSpan(124));
        tar.AsSpan(148, 8).Fill((byte)' ');
        int sum = tar.Take(512).Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        string path = folder.Write("claim.tar.gz", packed.ToArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => PackedTar.Read(path, _ => true, 1L << 30));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void ADamagedTableOfSynsetsIsRefusedAndNothingElse()
    {
        byte[] mat = MatFileWriter.Synsets((1, "n01440764", "tench"), (2, "n01443537", "goldfish"));
        Assert.Equal(2, MatFile.ReadStructures(mat).Count);
        var random = new Random(6);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = mat[..random.Next(mat.Length)];
            for (int hits = random.Next(4); hits > 0 && damaged.Length > 0; hits--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Exception? refusal = Record.Exception(() => MatFile.ReadStructures(damaged));
            Assert.True(refusal is null or InvalidDataException, refusal?.ToString());
        }
    }

    private static (TarMember[] Members, string? Damage) Walk(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        var index = new TarIndex(file, 0, RandomAccess.GetLength(file));
        return ([.. index.Members()], index.Damage);
    }
}
