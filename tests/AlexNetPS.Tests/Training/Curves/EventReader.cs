using System.Buffers.Binary;
using Google.Protobuf;

namespace AlexNetPS.Tests.Training.Curves;

/// <summary>An event as it is read back.</summary>
internal sealed record ReadEvent(string File, double WallTime, long Step, string? Version, bool Starts,
    IReadOnlyList<ReadValue> Values);

/// <summary>A value of an event: a number or a histogram.</summary>
internal sealed record ReadValue(string Tag, float? Number, ReadHistogram? Histogram);

/// <summary>A histogram: moments, limits and counts.</summary>
internal sealed record ReadHistogram(double Minimum, double Maximum, double Count, double Sum, double SumOfSquares,
    double[] Limits, double[] Counts);

/// <summary>
/// Reads the event files of a run as TensorBoard does, by the descriptions of TFRecord and of the messages; nothing of
/// the library is used.
/// </summary>
internal static class EventReader
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256)
        .Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc >> 1) ^ ((crc & 1) * 0x82f63b78)))];

    public static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal)];

    /// <summary>All events of a folder, in the order in which TensorBoard comes to them.</summary>
    public static List<ReadEvent> Events(string folder) => [.. Files(folder).SelectMany(
        file => Records(File.ReadAllBytes(file)).Select(record => Event(Path.GetFileName(file), record)))];

    /// <summary>
    /// What TensorBoard shows: the values of each tag by step, less those that a session which began again took back.
    /// </summary>
    public static SortedDictionary<string, List<(long Step, ReadValue Value)>> Shown(string folder)
    {
        var shown = new SortedDictionary<string, List<(long Step, ReadValue Value)>>(StringComparer.Ordinal);
        bool began = false;
        foreach (ReadEvent read in Events(folder))
        {
            // The first session takes nothing back, whatever its step.
            if (read.Starts && began)
            {
                foreach (List<(long Step, ReadValue Value)> points in shown.Values)
                    points.RemoveAll(point => point.Step >= read.Step);
            }

            began |= read.Starts;
            foreach (ReadValue value in read.Values)
            {
                if (!shown.TryGetValue(value.Tag, out List<(long Step, ReadValue Value)>? points))
                    shown[value.Tag] = points = [];
                points.Add((read.Step, value));
            }
        }

        return shown;
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (int at = 0; file.Length - at >= 12;)
        {
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            if (file.Length - at < length + 16)
                yield break;
            Assert.Equal(Masked(file.AsSpan(at + 12, length)),
                BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return file[(at + 12)..(at + 12 + length)];
            at += length + 16;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
            crc = (crc >> 8) ^ _table[(byte)crc ^ value];
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static ReadEvent Event(string file, byte[] bytes)
    {
        var read = new ReadEvent(file, 0, 0, null, false, []);
        foreach ((int field, CodedInputStream input) in Fields(bytes))
        {
            read = field switch
            {
                1 => read with { WallTime = input.ReadDouble() },
                2 => read with { Step = input.ReadInt64() },
                3 => read with { Version = input.ReadString() },
                5 => read with
                {
                    Values = [.. Fields(input.ReadBytes().ToByteArray()).Select(
                        value => Value(value.Input.ReadBytes().ToByteArray()))]
                },
                7 => read with
                {
                    Starts = Fields(input.ReadBytes().ToByteArray()).Any(status => status.Input.ReadEnum() == 1)
                },
                _ => throw new InvalidDataException($"An event has no field {field}."),
            };
        }

        return read;
    }

    private static ReadValue Value(byte[] bytes)
    {
        var value = new ReadValue("", null, null);
        foreach ((int field, CodedInputStream input) in Fields(bytes))
        {
            value = field switch
            {
                1 => value with { Tag = input.ReadString() },
                2 => value with { Number = input.ReadFloat() },
                5 => value with { Histogram = Histogram(input.ReadBytes().ToByteArray()) },
                _ => throw new InvalidDataException($"A value has no field {field}."),
            };
        }

        return value;
    }

    private static ReadHistogram Histogram(byte[] bytes)
    {
        double[] moments = new double[6];
        double[] limits = [], counts = [];
        foreach ((int field, CodedInputStream input) in Fields(bytes))
        {
            if (field == 6)
                limits = Doubles(input);
            else if (field == 7)
                counts = Doubles(input);
            else
                moments[field] = input.ReadDouble();
        }

        return new(moments[1], moments[2], moments[3], moments[4], moments[5], limits, counts);
    }

    private static double[] Doubles(CodedInputStream input)
    {
        byte[] packed = input.ReadBytes().ToByteArray();
        return [.. Enumerable.Range(0, packed.Length / 8).Select(i => BitConverter.ToDouble(packed, 8 * i))];
    }

    /// <summary>Field numbers, each with the stream before its value, which must be read.</summary>
    private static IEnumerable<(int Field, CodedInputStream Input)> Fields(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        for (uint tag; (tag = input.ReadTag()) != 0;)
            yield return (WireFormat.GetTagFieldNumber(tag), input);
    }
}
