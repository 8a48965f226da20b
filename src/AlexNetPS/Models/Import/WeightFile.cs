using System.Collections.ObjectModel;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Import;

/// <summary>
/// A file of weights of another program: named tensors, and what its format states about the network.
/// </summary>
internal abstract class WeightFile(FileBytes bytes) : IDisposable
{
    // A checkpoint of AlexNet with its optimizer has some 60 tensors, the largest networks some thousands.
    private const int MaximumTensors = 10_000, LongestName = 1000;

    /// <summary>Name of the format in messages.</summary>
    public abstract string Format { get; }

    /// <summary>
    /// Tensors in PyTorch's layout, in the order of the file. That is the order of the layers unless
    /// <see cref="SortedByName"/>.
    /// </summary>
    /// <exception cref="FormatException">Damaged, or too many tensors, or too long names.</exception>
    public IReadOnlyList<WeightTensor> Tensors => field ??= Listed();

    /// <summary>The network, if the file states its layers; null otherwise.</summary>
    /// <exception cref="FormatException">The layers are not those of such a network.</exception>
    public virtual NetworkDefinition? Network => null;

    /// <summary>Metadata of the file, by key.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Architecture named by the format or the file; null if it follows from the shapes.</summary>
    public virtual string? Architecture => null;

    /// <summary>Whether the format sorts tensors by name, so that the order of the layers is lost.</summary>
    public virtual bool SortedByName => false;

    /// <summary>
    /// Whether the first layer expects BGR, as in Caffe's networks, unless a recipe states the order.
    /// </summary>
    public virtual bool BlueFirst => false;

    /// <summary>
    /// Whether the first linear layer expects its input in the order row, column, channel, as flattened by TensorFlow.
    /// </summary>
    public virtual bool ChannelsLast => false;

    /// <summary>Name of the weights to read if there are several; null for the usual ones.</summary>
    public string? WeightName { get; set; }

    /// <summary>
    /// Names beside the tensors whose values cannot be read: quantized numbers, objects of a class of its own.
    /// </summary>
    public virtual IReadOnlyList<string> Unread => [];

    /// <summary>What a user should know about the choice of the tensors.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Whether <see cref="WeightName"/> is a part of the file, not a prefix of the names.</summary>
    protected bool HasPlace { get; set; }

    /// <summary>The open file.</summary>
    protected FileBytes Bytes => bytes;

    /// <summary>Canceled to stop reading.</summary>
    public CancellationToken Stopping => bytes.Stopping;

    /// <summary>Path of the file.</summary>
    public string Path => bytes.Path;

    /// <summary>
    /// Verifies the checksums, if the format has any, of data that was not read completely for <see cref="Tensors"/>.
    /// </summary>
    /// <exception cref="FormatException">A checksum does not match.</exception>
    public virtual void Verify()
    {
    }

    public virtual void Dispose() => bytes.Dispose();

    /// <summary>Lists the tensors; reads none of their values.</summary>
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

        return WeightName is null || HasPlace ? tensors : Named(tensors, WeightName);
    }

    /// <summary>Returns the tensors whose names begin with a name and a dot.</summary>
    private static List<WeightTensor> Named(List<WeightTensor> tensors, string name)
    {
        List<WeightTensor> named =
            [.. tensors.Where(tensor => tensor.Name.StartsWith($"{name}.", StringComparison.Ordinal))];
        IEnumerable<string> known =
            tensors.Select(tensor => NameText.Truncate(tensor.Name.Split('.')[0])).Distinct(StringComparer.Ordinal);
        return named.Count > 0
            ? named
            : throw new FormatException($"it holds no weights named '{NameText.Truncate(name)}'; the names of its "
                + $"tensors begin with {NameText.List([.. known])}");
    }
}
