using System.Text;
using Google.Protobuf;

namespace AlexNetPS.Protobuf;

/// <summary>Walks through the fields of a protocol buffer without taking its arrays into memory.</summary>
internal sealed class FieldReader(Stream stream, CancellationToken cancellation) : IDisposable
{
    private const int MaximumText = 1000;

    private readonly CodedInputStream _input = new(stream, leaveOpen: true);

    /// <summary>
    /// Numbers and wire types of the fields up to a position; the caller reads each with one of the other methods.
    /// </summary>
    /// <exception cref="FormatException">A field goes on after the end.</exception>
    /// <exception cref="OperationCanceledException">The reading is no longer wanted.</exception>
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

    /// <summary>Enters a message; gives where it ends.</summary>
    public long Enter()
    {
        int length = _input.ReadLength();
        return length >= 0 && length <= stream.Length - _input.Position ? _input.Position + length : throw Damaged();
    }

    /// <summary>Offset of the next byte.</summary>
    public long Position => _input.Position;

    /// <summary>A whole number.</summary>
    public long Number() => _input.ReadInt64();

    /// <summary>A float.</summary>
    public float Single() => _input.ReadFloat();

    /// <summary>Passes over any field.</summary>
    public void Skip() => _input.SkipLastField();

    /// <summary>A name.</summary>
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

    /// <summary>Passes over bytes; gives where they lie.</summary>
    public (long Start, long Length) Bytes()
    {
        long before = _input.Position;
        _input.SkipLastField();
        long all = _input.Position - before;

        // The length stands before the bytes, in one to five bytes of its own: the size for which that comes out is the
        // length.
        for (int prefix = 1; prefix <= 5 && prefix <= all; prefix++)
        {
            if (all - prefix <= int.MaxValue && CodedOutputStream.ComputeLengthSize((int)(all - prefix)) == prefix)
                return (before + prefix, all - prefix);
        }

        throw Damaged();
    }

    public FormatException Damaged() =>
        new($"it is truncated or damaged at byte {_input.Position:N0}, or no Caffe model");

    public void Dispose() => _input.Dispose();
}
