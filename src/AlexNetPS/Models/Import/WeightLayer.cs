using System.Text.RegularExpressions;

namespace AlexNetPS.Models.Import;

/// <summary>The tensors of one layer of a third-party file, grouped by the prefix of their names.</summary>
/// <param name="Name">Common prefix: "features.0", "conv1".</param>
/// <param name="Weight">A kernel [out, in, rows, columns] or a matrix [out, in].</param>
/// <param name="Bias">One value per output; null for none.</param>
internal sealed partial record WeightLayer(string Name, WeightTensor Weight, WeightTensor? Bias)
{
    public bool IsConvolution => Weight.Shape.Count == 4;

    /// <summary>Groups tensors into layers, in the order of their first tensors.</summary>
    /// <param name="tensors">All tensors of a file.</param>
    /// <param name="others">Tensors that are neither weight nor bias, for example those of batch normalization.</param>
    public static IReadOnlyList<WeightLayer> Of(IReadOnlyList<WeightTensor> tensors,
        out IReadOnlyList<WeightTensor> others)
    {
        var layers = new List<WeightLayer>();
        var left = new List<WeightTensor>();
        foreach (IGrouping<string, WeightTensor> group in tensors.GroupBy(tensor => Prefix(tensor.Name),
            StringComparer.Ordinal))
        {
            WeightTensor[] weights = [.. group.Where(tensor => tensor.Shape.Count is 2 or 4)], biases =
                [.. group.Where(tensor => tensor.Shape.Count == 1)];
            if (weights.Length == 1 && biases.Length <= 1 && group.Count() == weights.Length + biases.Length)
                layers.Add(new(group.Key, weights[0], biases.FirstOrDefault()));
            else
                left.AddRange(group);
        }

        others = left;
        return layers;
    }

    /// <summary>
    /// Sorts layers by name, if the order of the file has no meaning: convolutions before matrices, numbers by value
    /// ("features.10" after "features.8").
    /// </summary>
    public static IReadOnlyList<WeightLayer> ByName(IEnumerable<WeightLayer> layers) =>
    [
        .. layers.OrderByDescending(layer => layer.IsConvolution).ThenBy(
            layer => Numbers().Replace(layer.Name, number => number.Value.PadLeft(12, '0')), StringComparer.Ordinal),
    ];

    private static string Prefix(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 ? name : name[..dot];
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
