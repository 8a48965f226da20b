using System.Buffers.Binary;
using System.Text;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Formats;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly float[] _weights = [1, -2, 0.5f, float.MaxValue, float.Epsilon, 0];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-safetensors-").FullName;

    private string File1 => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        WriteSmall();
        using SafetensorsFile file = SafetensorsFile.Open(File1);
        Assert.Equal(["w F32 [2, 3]", "b F32 [1]"], file.Tensors.Select(t => t.ToString()));
        Assert.Equal("alexnetps", file.Metadata["format"]);
        Assert.Equal("a \"quoted\" 花", file.Metadata["note"]);
        var weights = new float[6];
        file.Read("w", weights);
        Assert.Equal(_weights, weights);
        Assert.Throws<ArgumentException>(() => file.Read("w", new float[5]));
        Assert.Contains("nope", Assert.Throws<FormatException>(() => file.Read("nope", new float[5])).Message);
        Assert.Equal([File1], Directory.GetFiles(_folder));
    }

    [Fact]
    public void ChecksumsAreCrc32C()
    {
        var whole = new Crc32C();
        whole.Append("123456789"u8);
        Assert.Equal("e3069283", whole.ToString());
        var inParts = new Crc32C();
        inParts.Append("1234"u8);
        inParts.Append("56789"u8);
        Assert.Equal(whole.ToString(), inParts.ToString());
    }

    [Fact]
    public void ChecksumsOfStrandsAreThoseOfSingleBytes()
    {
        byte[] bytes = new byte[20_000];
        new Random(7).NextBytes(bytes);
        var byByte = new Crc32C();
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i % 1000 is 0 or 71 or 72 or 73)
                Assert.Equal(byByte.Value, Crc32C.Of(bytes.AsSpan(0, i)));
            byByte.Append(bytes.AsSpan(i, 1));
        }

        Assert.Equal(byByte.Value, Crc32C.Of(bytes));
    }

    [Fact]
    public void DataAreAlignedForReadersThatMapTheFile()
    {
        for (int length = 0; length < 9; length++)
        {
            SafetensorsFile.Write(File1, new Dictionary<string, string> { ["x"] = new('a', length) }, [("w", [1])],
                (_, d) => d[0] = 1);
            using SafetensorsFile file = SafetensorsFile.Open(File1);
            Assert.Equal(0, file.Tensors[0].Offset % 8);
        }
    }

    [Fact]
    public void AFailureLeavesTheOldFile()
    {
        WriteSmall();
        byte[] before = File.ReadAllBytes(File1);
        Assert.Throws<InvalidOperationException>(() =>
            SafetensorsFile.Write(File1, new Dictionary<string, string>(), [("w", [1])],
                (_, _) => throw new InvalidOperationException()));
        Assert.Equal(before, File.ReadAllBytes(File1));
        Assert.Equal([File1], Directory.GetFiles(_folder));
    }

    [Fact]
    public void TheFileCanBeReplacedWhileItIsOpen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows decides by its version.");
        WriteSmall();
        using SafetensorsFile file = SafetensorsFile.Open(File1);
        SafetensorsFile.Write(File1, new Dictionary<string, string>(), [("other", [1])], (_, d) => d[0] = 1);
        var weights = new float[6];
        file.Read("w", weights);
        Assert.Equal(_weights, weights);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0 }, new float[] { 1, -2 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x00, 0xC0 }, new float[] { 1, -2 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 }, new float[] { 1, -2 })]
    [InlineData("I8", new byte[] { 1, 0xFE }, new float[] { 1, -2 })]
    [InlineData("I64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF },
        new float[] { 1, -2 })]
    public void OtherElementTypesAreConverted(string type, byte[] data, float[] expected)
    {
        WriteRaw($$$"""{"w":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using SafetensorsFile file = SafetensorsFile.Open(File1);
        var values = new float[2];
        file.Read("w", values);
        Assert.Equal(expected, values);
    }

    [Theory]
    [InlineData("[]", 0, "JSON object")]
    [InlineData("{", 0, "damaged")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "twice")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "starts at byte")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, "starts at byte")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "starts at byte")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "its tensors end at")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "truncated")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "shape")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "shape")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0,
        "larger than the file")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}", 0,
        "larger than the file")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,0]}}", 0, "shape")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775804,9223372036854775807]}}",
        4, "offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775803,9223372036854775807]}}",
        4, "truncated")]
    [InlineData("{\"w\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "Q4")]
    [InlineData("{\"w\":{\"dtype\":\"0\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "element type")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "lacks")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4, "unexpected")]
    [InlineData("{\"w\":3}", 0, "JSON object")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "not a text")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "twice")]
    [InlineData("{\"w\":{\"dtype\":{\"dtype\":{\"dtype\":{\"dtype\":{}}}},\"shape\":[[[[[]]]]]}}", 0, "damaged")]
    [InlineData("{}{}", 0, "damaged")]
    public void HostileHeadersAreRefusedWithTheReason(string header, int data, string reason)
    {
        WriteRaw(header, new byte[data]);
        FormatException e = Assert.Throws<FormatException>(() => SafetensorsFile.Open(File1).Dispose());
        Assert.Contains(reason, e.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(0x8000000000000000)]
    [InlineData(100_000_000)]
    [InlineData(1_000_000)]
    public void LengthClaimsCostNothing(ulong claim)
    {
        byte[] bytes = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claim);
        File.WriteAllBytes(File1, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => SafetensorsFile.Open(File1).Dispose());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    [Fact]
    public void DeepJsonIsRefused()
    {
        WriteRaw("{\"w\":" + new string('[', 1_000_000) + new string(']', 1_000_000) + "}", []);
        Assert.Throws<FormatException>(() => SafetensorsFile.Open(File1).Dispose());
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        WriteSmall();
        byte[] whole = File.ReadAllBytes(File1);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(File1, whole[..length]);
            Assert.Throws<FormatException>(() => SafetensorsFile.Open(File1).Dispose());
        }
    }

    [Fact]
    public void EveryFlippedBitIsRefusedOrHarmless()
    {
        WriteSmall();
        byte[] whole = File.ReadAllBytes(File1);
        string flipped = Path.Combine(_folder, "flipped.safetensors");
        int dataStart = 8 + BinaryPrimitives.ReadInt32LittleEndian(whole);

        // A prime step meets every position of a byte; a file for each of the thousands of bits would take its time.
        for (int bit = 0; bit < whole.Length * 8; bit += 7)
        {
            byte[] bytes = [.. whole];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(flipped, bytes);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(flipped);
                foreach (SafetensorsTensor tensor in file.Tensors)
                    file.Read(tensor.Name, new float[tensor.Count]);
                Assert.True(bit / 8 < dataStart, "a changed weight was not noticed");
            }
            catch (FormatException)
            {
            }
        }
    }

    [Fact]
    public void RandomBytesAreRefused()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 9)
            {
                // A plausible length and start, so that the parser is reached.
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)random.Next(bytes.Length));
                bytes[8] = (byte)'{';
            }

            Assert.Throws<FormatException>(() => ParseHeader(bytes));
        }
    }

    [Fact]
    public void EveryFlippedBitOfTheHeaderIsRefusedOrHarmless()
    {
        WriteSmall();
        byte[] whole = File.ReadAllBytes(File1);
        for (int bit = 0; bit < (8 + BinaryPrimitives.ReadInt32LittleEndian(whole)) * 8; bit++)
        {
            byte[] bytes = [.. whole];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.All(ParseHeader(bytes).Tensors,
                    tensor => Assert.InRange(tensor.Offset + tensor.Length, 0, bytes.Length));
            }
            catch (FormatException)
            {
            }
        }
    }

    private static SafetensorsHeader ParseHeader(byte[] bytes) =>
        SafetensorsHeader.Parse(bytes.AsSpan(8, SafetensorsHeader.JsonLength(bytes, bytes.Length)), bytes.Length);

    private void WriteSmall() => SafetensorsFile.Write(
        File1,
        new Dictionary<string, string> { ["format"] = "alexnetps", ["note"] = "a \"quoted\" 花" },
        [("w", [2, 3]), ("b", [1])],
        (name, destination) =>
        {
            if (name == "w")
                _weights.CopyTo(destination);
            else
                destination[0] = 7;
        });

    private void WriteRaw(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        File.WriteAllBytes(File1, [.. length, .. json, .. data]);
    }
}
