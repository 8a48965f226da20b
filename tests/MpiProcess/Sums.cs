using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>Sums next to a loop over the ranks.</summary>
internal static unsafe class Sums
{
    // Of a few values below 2^15.
    private const float Rounding = 0.02f;

    private static readonly int[] _counts = [0, 1, 17, 1_000_003];

    public static int Check(IRankGroup group)
    {
        var wrong = new List<string>();
        var ends = new List<(GradientSum Sum, int Count, nint Values, int Seed, long Number)>();
        // All are underway at once, the lengths and the kinds in turn.
        foreach (int count in _counts.Concat(_counts))
        {
            foreach (GradientSum sum in Enum.GetValues<GradientSum>())
            {
                int seed = ends.Count;
                var values = (float*)NativeMemory.Alloc((nuint)Math.Max(1, count) * sizeof(float));
                Fill(values, count, group.Rank, seed);
                ends.Add((sum, count, (nint)values, seed, group.StartSum(values, count, sum)));
            }
        }

        foreach ((GradientSum sum, int count, nint values, int seed, long number) in ends)
        {
            group.EndSum(number);
            var summed = new Span<float>((float*)values, count);
            float[] expected = Expected(group.Size, count, seed, sum);
            // MPI may sum three or more in any order.
            int different = sum == GradientSum.Float32 && group.Size > 2
                ? DifferMuch(summed, expected)
                : DifferInBits(summed, expected);
            if (different > 0)
                wrong.Add($"{different} of {count} ({sum})");
            // Whatever the order: the same bits on every rank.
            byte[] own = BitConverter.GetBytes(Hash(summed)), all = new byte[own.Length * group.Size];
            group.Exchange(own, all);
            if (Enumerable.Range(0, group.Size).Any(r => !all.AsSpan(r * own.Length, own.Length).SequenceEqual(own)))
                wrong.Add($"{count} ({sum}) differ between ranks");
            NativeMemory.Free((void*)values);
        }

        Console.WriteLine($"rank {group.Rank} of {group.Size} ({group.LocalRank} of {group.LocalSize}), {group.Library}: "
            + (wrong.Count == 0 ? "equal" : string.Join(", ", wrong)));
        return wrong.Count == 0 ? 0 : 1;
    }

    // Large and small, with a few that have no number.
    private static void Fill(float* values, int count, int rank, int seed)
    {
        for (int i = 0; i < count; i++)
        {
            uint hash = BitOperations.RotateLeft((uint)((i + 1) * 0x9E3779B1) ^ (uint)((rank + 1) * 0x85EBCA77), 13);
            hash = (hash ^ (uint)seed) * 0xC2B2AE3D;
            values[i] = (hash >> 28) switch
            {
                0 when i % 1009 == 0 => float.PositiveInfinity,
                1 when i % 1013 == 0 => float.NaN,
                _ => MathF.ScaleB(((hash & 0xFFFFFF) / (float)0x1000000) - 0.5f, (int)(hash >> 27) - 16),
            };
        }
    }

    private static float[] Expected(int size, int count, int seed, GradientSum sum)
    {
        bool round = sum == GradientSum.BFloat16 && size > 1;
        float[] total = new float[count], part = new float[count];
        for (int rank = 0; rank < size; rank++)
        {
            fixed (float* values = part)
                Fill(values, count, rank, seed);
            for (int i = 0; i < count; i++)
            {
                float value = round ? Rounded(part[i]) : part[i];
                total[i] = rank == 0 ? value : total[i] + value;
            }
        }

        return round ? Array.ConvertAll(total, Rounded) : total;
    }

    // The nearer neighbor, the even one if both are as near.
    private static float Rounded(float value)
    {
        if (!float.IsFinite(value))
            return value;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint low = bits & 0xFFFF0000, rest = bits & 0xFFFF;
        bool up = rest > 0x8000 || (rest == 0x8000 && (low & 0x10000) != 0);
        return BitConverter.UInt32BitsToSingle(up ? low + 0x10000 : low);
    }

    private static int DifferInBits(ReadOnlySpan<float> values, ReadOnlySpan<float> expected)
    {
        int different = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool same = float.IsNaN(expected[i]) ? float.IsNaN(values[i])
                : BitConverter.SingleToInt32Bits(values[i]) == BitConverter.SingleToInt32Bits(expected[i]);
            different += same ? 0 : 1;
        }

        return different;
    }

    private static int DifferMuch(ReadOnlySpan<float> values, ReadOnlySpan<float> expected)
    {
        int different = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool same = float.IsFinite(expected[i])
                ? MathF.Abs(values[i] - expected[i]) <= Rounding
                : values[i].Equals(expected[i]);
            different += same ? 0 : 1;
        }

        return different;
    }

    private static long Hash(ReadOnlySpan<float> values)
    {
        long hash = 17;
        foreach (float value in values)
            hash = unchecked((hash * 31) + (float.IsNaN(value) ? -1 : BitConverter.SingleToInt32Bits(value)));
        return hash;
    }
}
