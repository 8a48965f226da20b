using AlexNetPS.Formats.Files;

namespace AlexNetPS.Models.Import;

/// <summary>
/// A file of weights that another program wrote: named tensors, and what its format tells about the network.
/// </summary>
internal abstract class WeightFile(FileBytes bytes) : IDisposable
{
    // A checkpoint of AlexNet with its optimizer has some 60 tensors; of the largest networks, some thousands.
    private const int MaximumTensors = 10_000, LongestName = 1000;

    /// <summary>What messages call the format.</summary>
    public abstract string Format { get; }

    /// <summary>
    /// In the file's order, which is that of the layers except where <see cref="SortedByName"/>. Layouts are PyTorch's.
    /// </summary>
    /// <exception cref="FormatException">Damaged, or more or longer names than weights need.</exception>
    public IReadOnlyList<WeightTensor> Tensors => field ??= Listed();

    /// <summary>The architecture that the format or the file names; null where shapes must tell.</summary>
    public virtual string? Architecture => null;

    /// <summary>Whether the format sorts tensors by name, so that their order says nothing.</summary>
    public virtual bool SortedByName => false;

    /// <summary>
    /// Whether the first layer takes blue, green, red, as Caffe's networks do, unless a recipe states the order.
    /// </summary>
    public virtual bool BlueFirst => false;

    /// <summary>
    /// Whether the first linear layer takes its input in the order row, column, channel, as TensorFlow flattens.
    /// </summary>
    public virtual bool ChannelsLast => false;

    /// <summary>The open file.</summary>
    protected FileBytes Bytes => bytes;

    /// <summary>Canceled when the reading is no longer wanted.</summary>
    public CancellationToken Stopping => bytes.Stopping;

    /// <summary>Where the file lies.</summary>
    public string Path => bytes.Path;

    /// <summary>
    /// Checks what was read on the way to <see cref="Tensors"/> no byte of, where the format has checksums.
    /// </summary>
    /// <exception cref="FormatException">The contents are not what was written.</exception>
    public virtual void Verify()
    {
    }

    public void Dispose() => bytes.Dispose();

    /// <summary>Finds the tensors; reads none of their values.</summary>
    protected abstract IEnumerable<WeightTensor> List();

    private List<WeightTensor> Listed()
    {
        var tensors = new List<WeightTensor>();
        foreach (WeightTensor tensor in List())
        {
            Stopping.ThrowIfCancellationRequested();
            if (tensors.Count == MaximumTensors)
            {
                throw new FormatException($"it has more than {MaximumTensors:N0} tensors, far more than such a "
                    + "network; it is damaged or hostile");
            }

            if (tensor.Name.Length > LongestName)
            {
                throw new FormatException($"the name of its tensor '{tensor.Name[..57]}...' has "
                    + $"{tensor.Name.Length:N0} characters; at most {LongestName:N0} are read");
            }

            tensors.Add(tensor);
        }

        return tensors;
    }
}
