using System.Buffers.Binary;

namespace AlexNetPS.Fuzz;

/// <summary>Changes inputs at random, the same for the same random numbers.</summary>
internal sealed class Mutation(FuzzTarget target, Random random)
{
    /// <summary>Inputs stay below this length.</summary>
    public const int Longest = 1 << 16;

    private static readonly long[] _limits = [0, 1, -1, 2, 7, 16, 32, 64, 100, 127, 128, 255, 256, 511, 512, 1000, 1024,
        4096, 32767, 32768, 65535, 65536, 100_000_000, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40,
        long.MaxValue, long.MinValue];

    private static readonly string[] _numbers = ["0", "-1", "1", "2", "256", "65536", "2147483647", "2147483648",
        "4294967296", "9223372036854775807", "99999999999999999999", "1e308", "1e-400", "1e999", "0.5", "NaN", "-0"];

    /// <summary>Returns a changed copy.</summary>
    /// <param name="input">The input.</param>
    /// <param name="other">Another input, from which parts are taken.</param>
    public byte[] Of(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = 1 << random.Next(5); i > 0; i--)
            Step(bytes, other);
        if (bytes.Count > Longest)
            bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        bool isText = target.Delimiters.Length > 0;
        if (bytes.Count == 0)
        {
            bytes.AddRange(Part(other, 64));
            return;
        }

        switch (random.Next(isText ? 16 : 12))
        {
            case 0: bytes[Index(bytes)] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[Index(bytes)] = (byte)random.Next(256); break;
            case 2: bytes[Index(bytes)] += (byte)random.Next(-8, 9); break;
            case 3 or 4: Number(bytes); break;
            case 5: Remove(bytes, 1 << random.Next(10)); break;
            case 6: Insert(bytes, [.. Part(bytes, 1 << random.Next(10))]); break;
            case 7: Overwrite(bytes, [.. Part(bytes, 64)]); break;
            case 8: Insert(bytes, [.. Part(other, 1 << random.Next(10))]); break;
            case 9: Insert(bytes, Word()); break;
            case 10: Overwrite(bytes, Word()); break;
            case 11: Splice(bytes, other); break;
            case 12: TextNumber(bytes); break;
            default: Value(bytes, other); break;
        }
    }

    private int Index(List<byte> bytes) => random.Next(bytes.Count);

    private byte[] Word() => target.Words.Count == 0
        ? [(byte)random.Next(256)]
        : target.Words[random.Next(target.Words.Count)];

    private IEnumerable<byte> Part(IReadOnlyList<byte> bytes, int length)
    {
        int start = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
        return bytes.Skip(start).Take(random.Next(1, length + 1));
    }

    private void Insert(List<byte> bytes, byte[] part) => bytes.InsertRange(random.Next(bytes.Count + 1), part);

    private void Overwrite(List<byte> bytes, byte[] part)
    {
        int start = Index(bytes);
        for (int i = 0; i < part.Length && start + i < bytes.Count; i++)
            bytes[start + i] = part[i];
    }

    private void Remove(List<byte> bytes, int length)
    {
        int start = Index(bytes);
        bytes.RemoveRange(start, Math.Min(random.Next(1, length + 1), bytes.Count - start));
    }

    private void Splice(List<byte> bytes, byte[] other)
    {
        int start = Index(bytes);
        bytes.RemoveRange(start, bytes.Count - start);
        bytes.AddRange(Part(other, Longest));
    }

    // A number of 1, 2, 4 or 8 bytes in either order.
    private void Number(List<byte> bytes)
    {
        byte[] number = new byte[8];
        long value = _limits[random.Next(_limits.Length)] + random.Next(-1, 2);
        int length = 1 << random.Next(4);
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value << (64 - 8 * length));
        Overwrite(bytes, number[..length]);
    }

    private void TextNumber(List<byte> bytes)
    {
        int start = bytes.FindIndex(Index(bytes), IsDigit);
        if (start < 0)
            return;
        int end = bytes.FindIndex(start, value => !IsDigit(value));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, _numbers[random.Next(_numbers.Length)].Select(c => (byte)c));

        static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)'-';
    }

    // What is between two delimiters is exchanged, repeated or removed.
    private void Value(List<byte> bytes, byte[] other)
    {
        (int start, int end) = Range(bytes);
        byte[] old = [.. bytes.GetRange(start, end - start)];
        (int from, int to) = Range(other);
        int choice = random.Next(5);
        if (choice > 0)
            bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, choice switch
        {
            0 => old,
            1 => [],
            2 => Word(),
            _ => other[from..to],
        });
    }

    private (int Start, int End) Range(IReadOnlyList<byte> bytes)
    {
        if (bytes.Count == 0)
            return (0, 0);
        int start = random.Next(bytes.Count);
        while (start > 0 && !target.Delimiters.Contains((char)bytes[start - 1]))
            start--;
        int end = start;
        for (int ends = random.Next(1, 4); end < bytes.Count; end++)
        {
            if (target.Delimiters.Contains((char)bytes[end]) && --ends == 0)
                break;
        }

        return (start, end);
    }
}
