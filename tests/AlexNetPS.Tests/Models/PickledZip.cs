using System.IO.Compression;
using System.Text;

namespace AlexNetPS.Tests.Models;

/// <summary>A pickle written by hand, in the archive that PyTorch puts it in.</summary>
internal static class PickledZip
{
    /// <summary>Protocol 2; a character is a byte.</summary>
    public static byte[] Program(string steps) => [0x80, 2, .. Encoding.Latin1.GetBytes(steps)];

    public static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    /// <param name="pickle">What data.pkl holds.</param>
    /// <param name="storage">Bytes of the one storage.</param>
    public static byte[] Of(byte[] pickle, int storage = 16)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] contents) in new[] { ("archive/data.pkl", pickle),
                ("archive/data/0", new byte[storage]), ("archive/version", "3\n"u8.ToArray()) })
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(contents);
            }
        }

        return stream.ToArray();
    }
}
