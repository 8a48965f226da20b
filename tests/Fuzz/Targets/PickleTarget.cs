using System.IO.Compression;
using System.Text;
using AlexNetPS.Models;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>
/// PyTorch checkpoints. An input is the number of a fixture and a pickle, which takes the place of the one in that
/// fixture; or, after <see cref="Whole"/>, a whole file. A changed pickle in a zip would otherwise fail its checksum.
/// </summary>
internal static class PickleTarget
{
    private const byte Whole = 255;

    private static readonly Lazy<Dictionary<string, byte[]>[]> _zips = new(() =>
        [.. Fixtures.Files("*.pth").Where(IsZip).Select(Entries)]);

    public static FuzzTarget Target { get; } = new("pickle", typeof(ModelFormatException))
    {
        Seeds = _ => _zips.Value.Select((entries, i) => (byte[])[(byte)i, .. Pickle(entries)])
            .Concat(Fixtures.Files("*.pth").Where(file => !IsZip(file)).Select(file => (byte[])[Whole, .. file]))
            .Concat(Fixtures.Files("*.pth").Where(IsZip).Take(3).Select(file => (byte[])[Whole, .. file])),
        Read = static (input, folder) =>
        {
            string path = Path.Combine(folder, "model.pth");
            File.WriteAllBytes(path, Contents(input));
            AlexNetModel.Load(path, input.Length % 4 == 0 ? new() : Fixtures.Network);
        },
        Words = Fixtures.Words("ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n",
            "ccollections\nOrderedDict\n", "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n", "ctorch\nBoolStorage\n",
            "cargparse\nNamespace\n", "cbuiltins\nset\n", "ccollections\ndefaultdict\n", "cnumpy.core.multiarray\nscalar\n",
            "cnumpy\ndtype\n", "c_codecs\nencode\n", "ctorch\ndevice\n", "ctorch\nSize\n", "cos\nsystem\n", "X\x1\0\0\0a",
            "state_dict", "weight", "bias", "features.0.weight", "storage", "cpu", "(", ")", "t", "R", "}", "]", "Q", "b",
            "u", "s", "a", "e", "0", "1", "2", "N", "q\0", "h\0", ".", "K\x1", "M\0\x1", "J\0\0\0\0", "I01\n", "L1L\n",
            "F1.5\n", "i", "o", "p0\n", "g0\n", "d", "l", "P0\n")
            .Concat([[0x80, 2], [0x80, 4], [0x95, 0, 0, 0, 0, 0, 0, 0, 0], [0x8a, 1, 1], [0x8c, 1, 97], [0x93], [0x94],
                [0x81], [0x92], [0x8f], [0x90], [0x91], [0x88], [0x89], [0x85], [0x86], [0x87]]).ToArray(),
    };

    private static byte[] Contents(byte[] input)
    {
        if (input.Length == 0 || input[0] == Whole)
            return input.Length == 0 ? [] : input[1..];
        Dictionary<string, byte[]> entries = _zips.Value[input[0] % _zips.Value.Length];
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(IsPickle(name) ? input.AsSpan(1) : content);
            }
        }

        return stream.ToArray();
    }

    private static bool IsZip(byte[] file) => file.AsSpan().StartsWith("PK"u8);

    private static bool IsPickle(string name) => name.EndsWith("data.pkl", StringComparison.Ordinal);

    private static byte[] Pickle(Dictionary<string, byte[]> entries) =>
        entries.First(entry => IsPickle(entry.Key)).Value;

    private static Dictionary<string, byte[]> Entries(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read, false, Encoding.UTF8);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using Stream content = entry.Open();
            byte[] bytes = new byte[entry.Length];
            content.ReadExactly(bytes);
            return bytes;
        });
    }
}
