using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using AlexNetPS.Datasets;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>
/// Tars of images: ILSVRC's, WebDataset's, and CIFAR's compressed ones. An input is flags and a tar, whose checksums
/// are made right unless a flag leaves them.
/// </summary>
internal static class TarTarget
{
    private const int Block = 512, LeaveChecksums = 1, Cifar = 2, Numbered = 4;

    public static FuzzTarget Target { get; } = new("tar", typeof(DatasetException))
    {
        Seeds = _ => Tars().SelectMany(tar => new byte[][] { [0, .. tar], [LeaveChecksums, .. tar], [Numbered, .. tar] })
            .Append([Cifar, .. CifarTar()]),
        Read = static (input, folder) =>
        {
            if (input.Length == 0)
                return;
            folder = Directory.CreateDirectory(Path.Combine(folder, "set")).FullName;
            foreach (string old in Directory.EnumerateFiles(folder))
                File.Delete(old);
            byte[] tar = input[1..];
            if ((input[0] & LeaveChecksums) == 0)
                WriteChecksums(tar);
            string path = Path.Combine(folder, (input[0] & (Cifar | Numbered)) switch
            {
                0 => "ILSVRC2012_img_train.tar",
                Numbered => "set-000000.tar",
                _ => "cifar-10-binary.tar.gz",
            });
            using (FileStream file = File.Create(path))
            using (Stream stream = (input[0] & Cifar) != 0 ? new GZipStream(file, CompressionLevel.Fastest) : file)
            {
                stream.Write(tar);
            }

            ListedImages.Read((input[0] & Cifar) != 0 ? folder : path, new()
            {
                IndexOnly = (input[0] & Cifar) != 0,
                CachePath = Path.Combine(Path.GetDirectoryName(folder)!, "cache"),
            });
        },
        Words = Fixtures.Words("ustar\0", "ustar  ", "././@LongLink", "30 path=n01440764/a.JPEG\n", "20 size=12345678\n",
            "path=", "size=", "0000644\0", "00000001000\0", "77777777777\0", "n01440764.tar", "n01440764_1.JPEG", "a.cls",
            "a.json", "a.jpg", "../", "/", "x", "L", "g", "K", "5", "2", "7", "{\"label\": 1}", "{\"cls\": \"a\"}"),
    };

    // At each header: the sum of its bytes, with blanks for the sum itself.
    private static void WriteChecksums(Span<byte> tar)
    {
        for (long at = 0; at + Block <= tar.Length;)
        {
            Span<byte> header = tar.Slice((int)at, Block);
            if (!header.ContainsAnyExcept((byte)0))
                return;
            header.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte value in header)
                sum += value;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
            long length = 0;
            foreach (byte digit in header.Slice(124, 11))
                length = digit is >= (byte)'0' and <= (byte)'7' ? length * 8 + digit - '0' : length;
            at += Block + (length + Block - 1) / Block * Block;
        }
    }

    private static IEnumerable<byte[]> Tars()
    {
        foreach (TarEntryFormat format in Enum.GetValues<TarEntryFormat>().Where(format => format != TarEntryFormat.Unknown))
        {
            byte[] inner = Tar(format, [("n01440764_1.JPEG", [1, 2, 3]), ("n01440764_2.JPEG", [4])]);
            yield return Tar(format, [("n01440764.tar", inner), ("n01443537.tar", inner)]);
            yield return Tar(format, [("a.jpg", [1]), ("a.cls", "0"u8.ToArray()), ("b.jpg", [2]), ("b.cls", "1"u8.ToArray()),
                ("c.png", [2]), ("c.json", "{\"label\": 1}"u8.ToArray())]);
            yield return Tar(format, [("cat/a.jpg", [1]), ("dog/b.jpg", [2]),
                (format == TarEntryFormat.V7 ? "dog/c.jpg" : "dog/" + new string('c', 90) + "/c.jpg", [2])]);
        }
    }

    private static byte[] CifarTar() => Tar(TarEntryFormat.Ustar,
    [
        ("cifar-10-batches-bin/data_batch_1.bin", new byte[3073]), ("cifar-10-batches-bin/test_batch.bin", new byte[3073]),
        ("cifar-10-batches-bin/batches.meta.txt", "airplane\nautomobile\nbird\n"u8.ToArray()),
    ]);

    private static byte[] Tar(TarEntryFormat format, (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(content);
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }
}
