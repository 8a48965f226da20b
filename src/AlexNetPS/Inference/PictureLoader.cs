using System.Collections.Concurrent;
using AlexNetPS.Imaging;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>Pictures to network inputs. Files are prepared as an import prepares them, so that both give the same values. Thread-safe.</summary>
internal sealed class PictureLoader(TransformPipeline transforms, int imageSize) : IDisposable
{
    private readonly ConcurrentBag<ImagePreparer> _preparers = [];

    /// <summary>Values of one picture: all views.</summary>
    public int Length => transforms.Views * transforms.ViewLength;

    /// <summary>Inputs that one picture becomes.</summary>
    public int Views => transforms.Views;

    /// <summary>Reads and transforms a picture.</summary>
    public void Load(Picture picture, Span<float> destination)
    {
        if (picture.Sample is not null)
        {
            byte[] buffer = [];
            transforms.Apply(picture.Pixels!.Read(picture.Sample, ref buffer), destination);
            return;
        }

        ImagePreparer preparer = _preparers.TryTake(out ImagePreparer? kept) ? kept : new ImagePreparer(imageSize);
        try
        {
            transforms.Apply(preparer.Prepare(picture.Path), destination);
        }
        finally
        {
            _preparers.Add(preparer);
        }
    }

    /// <summary>Whether a failure is the picture's own, so that the others can go on without it.</summary>
    public static bool IsOfThePicture(Exception exception) =>
        exception is ImageFormatException or IOException or UnauthorizedAccessException or TransformException;

    public void Dispose()
    {
        foreach (ImagePreparer preparer in _preparers) preparer.Dispose();
    }
}
