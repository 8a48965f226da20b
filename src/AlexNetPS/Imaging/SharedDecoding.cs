namespace AlexNetPS.Imaging;

/// <summary>
/// Prepares files in several ways. Each file is read once, and decoded once unless the decoder reduced it for one way
/// more than another allows: each image is the one that its preparer makes alone. Not thread-safe.
/// </summary>
internal sealed class SharedDecoding : IDisposable
{
    private readonly FileReader _reader = new();
    private readonly PixelBuffer _decoded = new();
    private readonly ImagePreparer[] _preparers;
    private readonly int[] _order;

    /// <param name="preparers">At least one, with the same limits; disposed with this.</param>
    public SharedDecoding(IEnumerable<ImagePreparer> preparers)
    {
        _preparers = [.. preparers];
        // Those that may be reduced most come first; most images are not reduced for them either.
        _order = [.. Enumerable.Range(0, _preparers.Length)
            .OrderBy(i => _preparers[i].LeastSide == 0 ? int.MaxValue : _preparers[i].LeastSide)];
    }

    /// <summary>Uses a prepared image, which is valid until the call returns.</summary>
    /// <param name="preparer">Index of the preparer.</param>
    /// <param name="image">The image.</param>
    public delegate void Use(int preparer, PixelView image);

    /// <summary>Prepares an image file in each way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="use">Called once for each preparer.</param>
    /// <exception cref="ImageFormatException">Not an image, damaged, or over the limits.</exception>
    public void Prepare(string path, Use use)
    {
        ReadOnlySpan<byte> file = _reader.Read(path, _preparers[0].Limits);
        int? decodedFor = null;
        foreach (int i in _order)
        {
            ImagePreparer preparer = _preparers[i];
            if (decodedFor is null || (IsReduced && decodedFor != preparer.LeastSide))
            {
                ImageCodecs.Decode(file, preparer.Limits, preparer.LeastSide, _decoded);
                decodedFor = preparer.LeastSide;
            }

            use(i, preparer.Prepare(_decoded));
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        foreach (ImagePreparer preparer in _preparers)
            preparer.Dispose();
    }

    private bool IsReduced => (_decoded.Width, _decoded.Height) != (_decoded.SourceWidth, _decoded.SourceHeight);
}
