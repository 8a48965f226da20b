using System.IO.MemoryMappedFiles;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>The memory-mapped pixels of a prepared store.</summary>
internal sealed unsafe class MappedPixelSource : IPixelSource, IDisposable
{
    private const int GraceMilliseconds = 10_000;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private readonly long[] _offsets;
    private readonly int[] _shapes;
    private long _lastRead;

    /// <exception cref="InvalidDataException">The file is shorter than the offsets state.</exception>
    public MappedPixelSource(string path, long[] offsets, int[] shapes)
    {
        _offsets = offsets;
        _shapes = shapes;
        using FileStream stream = InputFile.Open(path);
        (_, _, long start) = NpyFile.ReadHeader(stream, path);
        long length = stream.Length - start;
        for (int i = 0; i < offsets.Length; i++)
        {
            long size = (long)shapes[3 * i] * shapes[3 * i + 1] * shapes[3 * i + 2];
            if (shapes[3 * i] <= 0 || shapes[3 * i + 1] <= 0 || shapes[3 * i + 2] is not (1 or 3) || offsets[i] < 0
                || offsets[i] > length - size)
            {
                throw new InvalidDataException(
                    $"'{path}' is too short for image {i}, or that image's shape is damaged.");
            }
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
            leaveOpen: true);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _data = pointer + _view.PointerOffset + start;
    }

    /// <summary>
    /// A view of the map does not keep this object alive. A dataset may be collected while its last image is still in
    /// use, so the map is released only if nothing was read for a while.
    /// </summary>
    ~MappedPixelSource()
    {
        if (_data is null)
            return;
        if (Environment.TickCount64 - _lastRead < GraceMilliseconds && !Environment.HasShutdownStarted)
        {
            GC.ReRegisterForFinalize(this);
            return;
        }

        Unmap();
    }

    /// <summary>
    /// Unmaps the file immediately. Requires that nothing else uses this source; nothing may read during or after the
    /// call.
    /// </summary>
    public void Dispose()
    {
        Unmap();
        GC.SuppressFinalize(this);
    }

    private void Unmap()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    public PixelView Read(ImageSample sample, ref byte[] buffer) => Read(sample.Index);

    /// <summary>Returns the bytes of an image stored by a previous import.</summary>
    public ReadOnlySpan<byte> Bytes(scoped in StoredImage image)
    {
        _lastRead = Environment.TickCount64;
        return new ReadOnlySpan<byte>(_data + image.Offset, image.Length);
    }

    private PixelView Read(int index)
    {
        _lastRead = Environment.TickCount64;
        int height = _shapes[3 * index], width = _shapes[3 * index + 1], channels = _shapes[3 * index + 2];
        return new PixelView(new ReadOnlySpan<byte>(_data + _offsets[index], width * height * channels), width, height,
            channels);
    }
}
