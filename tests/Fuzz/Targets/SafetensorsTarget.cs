using System.Buffers.Binary;
using AlexNetPS.Models;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>
/// Models in safetensors, this module's and others'. An input is the number of a fixture and a header, to which length
/// and that fixture's values are added; or, after <see cref="Whole"/>, a whole file.
/// </summary>
internal static class SafetensorsTarget
{
    private const byte Whole = 255;
    private const int LengthBytes = 8;

    private static byte[][] _files = [];

    public static FuzzTarget Target { get; } = new("safetensors", typeof(ModelFormatException))
    {
        Seeds = scratch =>
        {
            Prepare(scratch);
            return _files.Select((file, i) => (byte[])[(byte)i, .. Header(file)])
                .Concat(_files.Select(file => (byte[])[Whole, .. file]));
        },
        Read = static (input, folder) =>
        {
            if (_files.Length == 0)
                Prepare(folder);
            string path = Path.Combine(folder, "model.safetensors");
            File.WriteAllBytes(path, Contents(input));
            AlexNetModel.Load(path, input.Length % 2 == 0 ? new() : Fixtures.Network);
        },
        Delimiters = "{}[],:\"",
        Words = Fixtures.Quoted("""
            "__metadata__" "dtype" "shape" "data_offsets" "F32" "F16" "BF16" "F64" "I64" "U8" "BOOL" "format" "pt"
            "features.0.weight" "features.0.bias" "classifier.6.weight" "alexnetps.version"
            """),
    };

    private static void Prepare(string scratch) =>
        _files = [.. Fixtures.Files("*.safetensors"), Fixtures.Own(scratch, ".safetensors")];

    private static byte[] Header(byte[] file) =>
        file.AsSpan(LengthBytes, (int)BinaryPrimitives.ReadInt64LittleEndian(file)).ToArray();

    private static byte[] Contents(byte[] input)
    {
        if (input.Length == 0 || input[0] == Whole)
            return input.Length == 0 ? [] : input[1..];
        byte[] file = _files[input[0] % _files.Length], length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, input.Length - 1);
        return [.. length, .. input.AsSpan(1), .. file.AsSpan(LengthBytes + Header(file).Length)];
    }
}
