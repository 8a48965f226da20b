using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using AlexNetPS.Mpi.Binding;

namespace AlexNetPS.Mpi.Endings;

/// <summary>
/// Sends and receives notices, by a communicator of their own. They are small enough for MPI to take them at once,
/// whatever the receiver is doing.
/// </summary>
internal sealed unsafe class Notices(MpiFunctions mpi, nint communicator, int rank, int size)
{
    private const int MaxTextBytes = 2000, Tag = 0;

    private readonly NativeBuffer _received = new();
    private readonly Requests _sending = new(mpi);

    private static int MaxBytes => sizeof(NoticeHeader) + MaxTextBytes;

    /// <summary>Whether all that was sent has left.</summary>
    public bool HaveLeft => _sending.HaveEnded();

    /// <summary>Sends a notice to all other ranks.</summary>
    public void Send(string? failure, long calls)
    {
        // Kept until the process ends; a rank sends two at most.
        var notice = (NoticeHeader*)new NativeBuffer().Reserve(MaxBytes);
        int textBytes = 0;
        if (failure is not null)
            Utf8.FromUtf16(failure, new Span<byte>(notice + 1, MaxTextBytes), out _, out textBytes);
        *notice = new() { Rank = rank, TextBytes = failure is null ? -1 : textBytes, Calls = calls };
        for (int to = 0; to < size; to++)
        {
            if (to != rank)
                mpi.Send(notice, sizeof(NoticeHeader) + textBytes, to, Tag, communicator, _sending.Add());
        }
    }

    /// <summary>Takes a notice that has come.</summary>
    public bool TryTake([NotNullWhen(true)] out Notice? notice)
    {
        var header = (NoticeHeader*)_received.Reserve(MaxBytes);
        notice = mpi.TryTake(header, MaxBytes, Tag, communicator)
            ? new(header->Rank, header->TextBytes < 0
                ? null
                : Encoding.UTF8.GetString(new ReadOnlySpan<byte>(header + 1, header->TextBytes)), header->Calls)
            : null;
        return notice is not null;
    }
}
