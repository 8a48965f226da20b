using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace AlexNetPS.Fuzz;

/// <summary>
/// The branches that an input takes: the memory in which instrumented code counts them, and those seen so far.
/// </summary>
internal sealed unsafe class CoverageMap
{
    public const int Size = 1 << 16;

    private readonly byte* _counts;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Must exist before the first instrumented method runs.</summary>
    public CoverageMap()
    {
        _counts = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _counts;
    }

    /// <summary>Number of different branches seen.</summary>
    public int Edges => Size - _seen.AsSpan().Count((byte)0);

    private Span<byte> Counts => new(_counts, Size);

    /// <summary>Forgets the counts of the last input.</summary>
    public void Clear()
    {
        Counts.Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the last input took a branch that none before took, or took it far more often.</summary>
    public bool IsNew()
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counts);
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
                continue;
            for (int j = 8 * i; j < 8 * i + 8; j++)
            {
                if ((Bucket(_counts[j]) & ~_seen[j]) != 0)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Adds the last input's branches to those seen, and gives each to the visitor.</summary>
    public void Add(Action<int> visit)
    {
        for (int i = 0; i < Size; i++)
        {
            if (_counts[i] == 0)
                continue;
            _seen[i] |= Bucket(_counts[i]);
            visit(i);
        }
    }

    // 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, and more.
    private static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
