using AlexNetPS.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>A batch that fills in the background while the network is busy with the one before it.</summary>
internal sealed class ImageBatch(int capacity, ImageLoader loader, INetwork network, TaskScheduler scheduler)
{
    private readonly InputRows _rows = loader.Rows(capacity, network);
    private readonly ImageSource[] _images = new ImageSource[capacity];
    private readonly Task[] _loads = new Task[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Begins to load an image into the next row.</summary>
    public void Add(ImageSource image)
    {
        int row = Count++;
        _images[row] = image;
        _loads[row] = Task.Factory.StartNew(() => loader.Load(image, _rows, row), CancellationToken.None,
            TaskCreationOptions.None, scheduler);
    }

    /// <summary>Waits for the images and closes the gaps of those that failed.</summary>
    /// <param name="loaded">Takes the images that are there, in order.</param>
    /// <param name="failed">Told of the others, in order.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The inputs of the images that are there.</returns>
    public NetworkInput Complete(List<ImageSource> loaded, Action<ImageSource, Exception> failed,
        CancellationToken cancellation)
    {
        for (int row = 0; row < Count; row++)
        {
            try
            {
                _loads[row].Wait(cancellation);
                if (loaded.Count < row)
                    _rows.Copy(row, loaded.Count);
                loaded.Add(_images[row]);
            }
            catch (AggregateException e)
            {
                failed(_images[row], e.InnerException!);
            }
        }

        return _rows.First(loaded.Count);
    }

    /// <summary>Waits until nothing writes into the batch any more, and empties it.</summary>
    public void Clear()
    {
        for (; Count > 0; Count--)
        {
            // What went wrong has been told, or is of no interest any more.
            ((IAsyncResult)_loads[Count - 1]).AsyncWaitHandle.WaitOne();
        }
    }
}
