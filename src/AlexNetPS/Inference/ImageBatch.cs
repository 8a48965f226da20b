using System.Runtime.ExceptionServices;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>Images that are loaded in the background, with their inputs for one or several networks.</summary>
/// <param name="rows">A buffer for each network.</param>
/// <param name="capacity">Maximum number of images.</param>
/// <param name="free">Called with the batch when it is disposed.</param>
internal sealed class ImageBatch(InputRows[] rows, int capacity, Stack<ImageBatch> free) : IDisposable
{
    private readonly ImageSource[] _images = new ImageSource[capacity];
    private readonly Task[] _loads = new Task[capacity];
    private readonly List<ImageSource> _loaded = new(capacity);
    private int _count;

    public bool IsFull => _count == capacity;

    /// <summary>The images that could be read, in order; complete after <see cref="Wait"/>.</summary>
    public IReadOnlyList<ImageSource> Images => _loaded;

    /// <summary>Starts to load an image into the next row of every buffer.</summary>
    public void Add(ImageSource image, Action<ImageSource, InputRows[], int> load, TaskScheduler scheduler)
    {
        int row = _count++;
        _images[row] = image;
        _loads[row] = Task.Factory.StartNew(() => load(image, rows, row), CancellationToken.None,
            TaskCreationOptions.None, scheduler);
    }

    /// <summary>Waits for the images and closes the gaps of those that cannot be read.</summary>
    /// <param name="onError">Called once for each image that cannot be read, in order; null throws its error.</param>
    /// <param name="cancellation">Cancels waiting.</param>
    /// <exception cref="ImageFormatException">An image cannot be read, and <paramref name="onError"/> is
    /// null.</exception>
    public void Wait(Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        for (int row = 0; row < _count; row++)
        {
            try
            {
                _loads[row].Wait(cancellation);
            }
            catch (AggregateException e)
            {
                Report(_images[row].Path, e.InnerException!, onError);
                continue;
            }

            if (_loaded.Count < row)
            {
                foreach (InputRows inputs in rows)
                    inputs.Copy(row, _loaded.Count);
            }

            _loaded.Add(_images[row]);
        }
    }

    /// <summary>Inputs of <see cref="Images"/> for one of the networks.</summary>
    public NetworkInput Inputs(int network) => rows[network].First(_loaded.Count);

    /// <summary>Waits until nothing writes into the batch, empties it and returns it to the pool.</summary>
    public void Dispose()
    {
        // Errors were reported, or are no longer relevant.
        for (; _count > 0; _count--)
            ((IAsyncResult)_loads[_count - 1]).AsyncWaitHandle.WaitOne();
        _loaded.Clear();
        free.Push(this);
    }

    private static void Report(string path, Exception failure, Action<SkippedFile>? onError)
    {
        // An error that is not the image's own ends the run.
        if (failure is not (ImageFormatException or IOException or UnauthorizedAccessException or TransformException))
            ExceptionDispatchInfo.Throw(failure);
        if (onError is null)
            throw new ImageFormatException($"'{path}' cannot be read as an image: {failure.Message}", failure);
        onError(new(path, failure.Message));
    }
}
