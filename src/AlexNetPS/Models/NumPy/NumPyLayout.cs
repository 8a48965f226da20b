using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>Layout of arrays by their names, in dictionaries and in .npz files.</summary>
/// <param name="Weight">Last part of the names of weights.</param>
/// <param name="Bias">Last part of the names of biases.</param>
/// <param name="ChannelsLast">Whether the layout is TensorFlow's: kernels [row, column, in, out], matrices [in, out].
/// Null: detected from the shapes.</param>
/// <param name="BlueFirst">Whether the first layer expects BGR.</param>
internal sealed record NumPyLayout(string Weight, string Bias, bool? ChannelsLast, bool BlueFirst)
{
    private static readonly NumPyLayout[] _known =
    [
        new("weights", "biases", ChannelsLast: true, BlueFirst: true), // caffe-tensorflow, of Caffe's networks
        new("weight", "bias", ChannelsLast: false, BlueFirst: false), // PyTorch
        new("kernel", "bias", ChannelsLast: true, BlueFirst: false), // Keras
        new("w", "b", ChannelsLast: null, BlueFirst: false), // tflearn, Theano
    ];

    // Names without a meaning: arr_0, arr_1, ...
    private static readonly NumPyLayout _inOrder = new("", "", ChannelsLast: null, BlueFirst: false);

    /// <summary>Returns the layout of the arrays of a file.</summary>
    /// <exception cref="FormatException">The arrays mix layouts, or the layout is ambiguous.</exception>
    public static NumPyLayout Of(IReadOnlyList<NumPyEntry> entries)
    {
        NumPyLayout[] found =
            [.. _known.Where(layout => entries.Any(entry => Split(entry.Path).Word == layout.Weight))];
        if (found.Length > 1)
        {
            string words = string.Join(" and ", found.Select(layout => $"'{layout.Weight}'"));
            throw new FormatException($"it mixes arrays named {words}, which have different layouts");
        }

        NumPyLayout layout = found.FirstOrDefault() ?? _inOrder;
        return layout.ChannelsLast is not null ? layout : layout with { ChannelsLast = ByShape(entries) };
    }

    /// <summary>Returns the arrays in PyTorch's layout, named LAYER.weight and LAYER.bias.</summary>
    public IEnumerable<WeightTensor> Tensors(IEnumerable<NumPyEntry> entries)
    {
        string layer = "";
        foreach (NumPyEntry entry in entries)
        {
            // A counter, such as TensorFlow's global_step.
            if (entry.Tensor.Shape.Count == 0)
                continue;
            (string path, string word) = Split(entry.Path);
            bool isWeight = Weight == "" ? entry.Tensor.Shape.Count is 2 or 4 : word == Weight;
            if (Weight == "")
            {
                path = Dotted(entry.Path);
                if (isWeight)
                    layer = path;
                else if (entry.Tensor.Shape.Count == 1 && layer != "")
                    (path, word) = (layer, Bias);
            }

            string name = isWeight ? $"{path}.weight" : word == Bias ? $"{path}.bias" : Dotted(entry.Path);
            yield return (isWeight ? ToPyTorch(entry.Tensor) : entry.Tensor) with { Name = name };
        }
    }

    private WeightTensor ToPyTorch(WeightTensor tensor) => (ChannelsLast, tensor.Shape.Count) switch
    {
        (true, 4) => tensor.Permute(3, 2, 0, 1),
        (true, 2) => tensor.Permute(1, 0),
        _ => tensor,
    };

    /// <summary>
    /// Detects the layout from kernels, which are square; a kernel with equal channel counts is ambiguous.
    /// </summary>
    private static bool ByShape(IReadOnlyList<NumPyEntry> entries)
    {
        IReadOnlyList<long>[] kernels =
        [
            .. entries.Select(entry => entry.Tensor.Shape)
                .Where(shape => shape.Count == 4 && (shape[0] == shape[1]) != (shape[2] == shape[3])),
        ];
        if (kernels.Length == 0 || kernels.Any(shape => (shape[0] == shape[1]) != (kernels[0][0] == kernels[0][1])))
        {
            throw new FormatException(
                "the layout of its arrays is ambiguous; name them LAYER.weight and LAYER.bias in PyTorch's layout, "
                + "or LAYER/kernel and LAYER/bias in TensorFlow's");
        }

        return kernels[0][0] == kernels[0][1];
    }

    /// <summary>Splits "conv1/weights:0" or "weights/conv1" into "conv1" and "weights".</summary>
    private static (string Layer, string Word) Split(string path)
    {
        if (path.EndsWith(":0", StringComparison.Ordinal))
            path = path[..^2];
        int last = path.LastIndexOfAny(['/', '.', '_']), first = path.IndexOf('/', StringComparison.Ordinal);
        string word = path[(last + 1)..].ToLowerInvariant();
        if (last >= 0 && IsWord(word))
            return (Dotted(path[..last]), word);
        word = first < 0 ? "" : path[..first].ToLowerInvariant();
        return IsWord(word) ? (Dotted(path[(first + 1)..]), word) : (Dotted(path), "");
    }

    private static bool IsWord(string word) => _known.Any(layout => word == layout.Weight || word == layout.Bias);

    private static string Dotted(string path) => NameText.Truncate(path.Replace('/', '.'));
}
