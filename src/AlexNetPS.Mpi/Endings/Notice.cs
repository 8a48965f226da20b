using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi.Endings;

/// <summary>What a rank tells the others about its end.</summary>
/// <param name="Rank">The rank that sent it.</param>
/// <param name="Failure">Why it cannot go on; null if its process ends.</param>
/// <param name="Calls">How many calls it has made.</param>
internal sealed record Notice(int Rank, string? Failure, long Calls);

/// <summary>A notice as it is sent, before the UTF-8 bytes of its text.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NoticeHeader
{
    /// <summary>The rank that sent it.</summary>
    public int Rank;

    /// <summary>Bytes of the text; -1 if there is none.</summary>
    public int TextBytes;

    /// <summary>How many calls it has made.</summary>
    public long Calls;
}
