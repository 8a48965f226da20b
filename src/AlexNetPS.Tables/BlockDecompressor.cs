using AlexNetPS.Formats.Parquet;
using ZstdSharp;

namespace AlexNetPS.Tables;

/// <summary>Snappy through Snappier, Zstandard through ZstdSharp: both are managed code.</summary>
public sealed class BlockDecompressor : IBlockDecompressor
{
    /// <inheritdoc/>
    public void Snappy(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        int written = Snappier.Snappy.Decompress(block, destination);
        if (written != destination.Length)
            throw new InvalidDataException($"it has {written} bytes instead of {destination.Length}");
    }

    /// <inheritdoc/>
    public Stream Zstandard(Stream frames) => new FrameStream(new DecompressionStream(frames, leaveOpen: false));

    /// <summary>Turns the exceptions of the package into those of the contract.</summary>
    private sealed class FrameStream(DecompressionStream frames) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return frames.Read(buffer);
            }
            catch (Exception e) when (e is ZstdException or EndOfStreamException)
            {
                throw new InvalidDataException(e.Message, e);
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            frames.Dispose();
            base.Dispose(disposing);
        }
    }
}
