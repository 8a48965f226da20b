using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>Converts color planes to interleaved pixels.</summary>
internal sealed class CifarReader(CifarFiles files) : ImageReader
{
    private const int Side = CifarBatch.Side, Plane = CifarBatch.Plane;

    private readonly byte[] _pixels = new byte[CifarBatch.PlanesBytes];

    private ReadOnlyMemory<byte> _planes;

    public override ReadOnlySpan<byte> File => _planes.Span;

    public override ReadOnlySpan<byte> ReadFile(SourceFile file)
    {
        _planes = files.Records(file.Member!.Archive).AsMemory((int)file.Member.Offset, CifarBatch.PlanesBytes);
        return File;
    }

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        (sourceWidth, sourceHeight) = (Side, Side);
        ReadOnlySpan<byte> planes = ReadFile(file);
        for (int i = 0; i < Plane; i++)
        {
            (_pixels[3 * i], _pixels[3 * i + 1], _pixels[3 * i + 2]) =
                (planes[i], planes[Plane + i], planes[2 * Plane + i]);
        }

        return new PixelView(_pixels, Side, Side, 3);
    }
}
