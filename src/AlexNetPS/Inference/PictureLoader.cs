using System.Collections.Concurrent;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Pictures to network inputs. Files are prepared as an import prepares them, so that both give the same values.
/// Thread-safe.
/// </summary>
/// <param name="transforms">Prepared images to inputs.</param>
/// <param name="preparation">Files to prepared images; null if there are only images of a dataset.</param>
internal sealed class PictureLoader(TransformPipeline transforms, ImagePreparation? preparation = null) : IDisposable
{
    private readonly ConcurrentBag<ImagePreparer> _preparers = [];

    /// <summary>Shape of an input.</summary>
    public TensorShape Input => transforms.Input;

    /// <summary>Inputs that one picture becomes.</summary>
    public int Views => transforms.Views;

    /// <summary>Room for the inputs of pictures, in the form that a network takes.</summary>
    public InputRows Rows(int pictures, INetwork network) => new(transforms, pictures, network.TakesLevels);

    /// <summary>Reads and transforms a picture.</summary>
    public void Load(Picture picture, InputRows rows, int row)
    {
        if (picture.Sample is not null)
        {
            byte[] buffer = [];
            rows.Write(row, picture.Pixels!.Read(picture.Sample, ref buffer), default);
            return;
        }

        ImagePreparer preparer = _preparers.TryTake(out ImagePreparer? kept) ? kept : preparation!.NewPreparer();
        try
        {
            rows.Write(row, preparer.Prepare(picture.Path), default);
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
        foreach (ImagePreparer preparer in _preparers)
            preparer.Dispose();
    }
}
