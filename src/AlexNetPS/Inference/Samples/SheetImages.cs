using System.Collections.Concurrent;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Export;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>Reads images by their paths, no larger than a contact sheet shows them.</summary>
internal sealed class SheetImages
{
    private readonly SourceFiles _sources = new();
    private readonly ImageNetDataset? _dataset;
    private readonly Dictionary<string, ImageSample> _samples = [];
    private readonly int _side;

    /// <param name="paths">The images that will be read.</param>
    /// <param name="dataset">A dataset that may have them; null for none.</param>
    /// <param name="side">Longest side.</param>
    public SheetImages(IEnumerable<string> paths, ImageNetDataset? dataset, int side)
    {
        (_dataset, _side) = (dataset, side);
        if (dataset is null)
            return;
        // The paths of a million images are joined on demand, and only few are kept.
        var wanted = paths.ToHashSet(StringComparer.Ordinal);
        foreach (ImageSample sample in ((DatasetSplit[])[dataset.Train, dataset.Validation, dataset.Test])
            .SelectMany(split => split.Samples))
        {
            string path = sample.Path;
            if (wanted.Contains(path))
                _samples.TryAdd(path, sample);
        }
    }

    /// <summary>Returns the images; null for those that cannot be read.</summary>
    /// <param name="paths">Their paths.</param>
    /// <param name="threads">Threads; 0 for all processors.</param>
    /// <param name="onError">Called for each that cannot be read, in order.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public RgbImage?[] Read(IReadOnlyList<string> paths, int threads, Action<SkippedFile> onError,
        CancellationToken cancellation)
    {
        var images = new RgbImage?[paths.Count];
        var reasons = new string?[paths.Count];
        var readers = new ConcurrentBag<Reader>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        try
        {
            Parallel.For(0, paths.Count, options, i =>
            {
                Reader reader = readers.TryTake(out Reader? idle) ? idle : new();
                try
                {
                    images[i] = Read(paths[i], reader);
                }
                catch (Exception e) when (e is ImageFormatException or DatasetException or IOException
                    or UnauthorizedAccessException)
                {
                    reasons[i] = e.Message;
                }
                finally
                {
                    readers.Add(reader);
                }
            });
        }
        finally
        {
            foreach (Reader reader in readers)
                reader.Dispose();
        }

        for (int i = 0; i < reasons.Length; i++)
        {
            if (reasons[i] is string reason)
                onError(new(paths[i], reason));
        }

        return images;
    }

    /// <summary>Copies pixels as an image; gray ones get three channels.</summary>
    public static RgbImage Copy(PixelView pixels)
    {
        byte[] colors = new byte[pixels.Width * pixels.Height * 3];
        if (pixels.Channels == 3)
        {
            pixels.Pixels[..colors.Length].CopyTo(colors);
        }
        else
        {
            for (int i = 0; i < colors.Length; i++)
                colors[i] = pixels.Pixels[i / 3];
        }

        return new(pixels.Width, pixels.Height, colors);
    }

    private RgbImage Read(string path, Reader reader)
    {
        if (_samples.TryGetValue(path, out ImageSample? sample))
            return Fit(_dataset!.Pixels.Read(sample, ref reader.Buffer));
        bool isMember = path.Contains('#') && !File.Exists(path);
        if (!isMember && !File.Exists(path))
            throw new FileNotFoundException("The file does not exist.");
        if (isMember && _sources.Find(path) is null)
            throw new DatasetException("It is inside a file of several images, which only its dataset can read.");
        ReadOnlySpan<byte> file = reader.Files.ReadFile(_sources.Find(path)!.Value);
        // With the shorter side as long as the longest may be, no detail is lost; smaller images keep their pixels.
        using var decoding = new ImagePreparer(_side);
        PixelView whole = decoding.Prepare(file);
        int shorter = Math.Min(decoding.SourceWidth, decoding.SourceHeight);
        if (Math.Max(decoding.SourceWidth, decoding.SourceHeight) > _side)
            return Fit(whole);
        using var unscaled = new ImagePreparer(shorter, _side);
        return Copy(unscaled.Prepare(file));
    }

    private RgbImage Fit(PixelView image)
    {
        int longer = Math.Max(image.Width, image.Height), shorter = Math.Min(image.Width, image.Height);
        if (longer <= _side)
            return Copy(image);
        using var preparer = new ImagePreparer(Math.Max(1, (int)Math.Round((double)_side * shorter / longer)), _side);
        return Copy(preparer.Prepare(image));
    }

    private sealed class Reader : IDisposable
    {
        public byte[] Buffer = [];

        public FileImageReader Files { get; } = new("", new ImportOptions());

        public void Dispose() => Files.Dispose();
    }
}
