using System.Collections.Concurrent;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Images to network inputs. Files are prepared as an import prepares them, so that both give the same values.
/// Thread-safe.
/// </summary>
/// <param name="transforms">Prepared images to inputs.</param>
/// <param name="preparation">Files to prepared images; null if there are only images of a dataset.</param>
internal sealed class ImageLoader(TransformPipeline transforms, ImagePreparation? preparation = null) : IDisposable
{
    private readonly ConcurrentBag<ImagePreparer> _preparers = [];

    /// <summary>Shape of an input.</summary>
    public TensorShape Input => transforms.Input;

    /// <summary>Inputs that one image becomes.</summary>
    public int Views => transforms.Views;

    /// <summary>Room for the inputs of images, in the form that a network takes.</summary>
    public InputRows Rows(int images, INetwork network) => new(transforms, images, network.AcceptsBytes);

    /// <summary>Reads and transforms an image.</summary>
    public void Load(ImageSource image, InputRows rows, int row)
    {
        if (image.Sample is not null)
        {
            byte[] buffer = [];
            rows.Write(row, image.Pixels!.Read(image.Sample, ref buffer), default);
            return;
        }

        ImagePreparer preparer = _preparers.TryTake(out ImagePreparer? kept) ? kept : preparation!.NewPreparer();
        try
        {
            rows.Write(row, preparer.Prepare(image.Path), default);
        }
        finally
        {
            _preparers.Add(preparer);
        }
    }

    /// <summary>Whether a failure is the image's own, so that the others can go on without it.</summary>
    public static bool IsOfTheImage(Exception exception) =>
        exception is ImageFormatException or IOException or UnauthorizedAccessException or TransformException;

    public void Dispose()
    {
        foreach (ImagePreparer preparer in _preparers)
            preparer.Dispose();
    }
}
