using System.Text;
using Google.Protobuf;

namespace AlexNetPS.Protobuf;

/// <summary>Reads the fields of a protocol buffer without loading its arrays into memory.</summary>
internal sealed class FieldReader(Stream stream, CancellationToken cancellation) : IDisposable
{
    private const int MaximumText = 1000;

    private readonly CodedInputStream _input = new(stream, leaveOpen: true);

    /// <summary>
    /// Returns numbers and wire types of the fields up to a position; the caller reads each with one of the other
    /// methods.
    /// </summary>
    /// <exception cref="FormatException">A field extends beyond the end.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public IEnumerable<(int Number, WireFormat.WireType Type)> Fields(long end)
    {
        while (_input.Position < end)
        {
            cancellation.ThrowIfCancellationRequested();
            uint tag = _input.ReadTag();
            if (tag == 0)
                break;
            yield return (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
        }

        if (_input.Position != end)
            throw Damaged();
    }

    /// <summary>Enters a message; returns the position of its end.</summary>
    public long Enter()
    {
        int length = _input.ReadLength();
        return length >= 0 && length <= stream.Length - _input.Position ? _input.Position + length : throw Damaged();
    }

    /// <summary>Offset of the next byte.</summary>
    public long Position => _input.Position;

    /// <summary>Reads an integer.</summary>
    public long Number() => _input.ReadInt64();

    /// <summary>Reads a float.</summary>
    public float Single() => _input.ReadFloat();

    /// <summary>Skips any field.</summary>
    public void Skip() => _input.SkipLastField();

    /// <summary>Reads a string.</summary>
    public string Text()
    {
        (long start, long length) = Bytes();
        if (length > MaximumText)
            throw Damaged();
        byte[] text = new byte[(int)length];
        long position = stream.Position;
        stream.Position = start;
        stream.ReadExactly(text);
        stream.Position = position;
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Skips bytes; returns their position and length.</summary>
    public (long Start, long Length) Bytes()
    {
        long before = _input.Position;
        _input.SkipLastField();
        long all = _input.Position - before;

        // The length prefix before the bytes takes one to five bytes: the prefix size that matches the remaining length
        // is right.
        for (int prefix = 1; prefix <= 5 && prefix <= all; prefix++)
        {
            if (all - prefix <= int.MaxValue && CodedOutputStream.ComputeLengthSize((int)(all - prefix)) == prefix)
                return (before + prefix, all - prefix);
        }

        throw Damaged();
    }

    public FormatException Damaged() =>
        new($"it is truncated or damaged at byte {_input.Position:N0}, or not a Caffe model");

    public void Dispose() => _input.Dispose();
}
