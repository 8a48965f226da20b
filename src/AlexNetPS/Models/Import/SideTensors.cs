using System.Text.RegularExpressions;
using AlexNetPS.Formats;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Tensors that are saved with a network and are no part of its chain of layers: counters, weights of the loss, and the
/// normalization of the input.
/// </summary>
/// <param name="Network">Tensors that may be those of layers.</param>
/// <param name="Beside">Tensors that are not.</param>
/// <param name="Normalization">Mean and standard deviation that the network applies to its input, which are among the
/// latter; null for none.</param>
internal sealed partial record SideTensors(IReadOnlyList<WeightTensor> Network, IReadOnlyList<WeightTensor> Beside,
    (WeightTensor Mean, WeightTensor Deviation)? Normalization)
{
    private const string Mean = "mean";
    private static readonly string[] _deviations = ["std", "stdev", "std_dev", "stddev"];

    /// <summary>Parts the tensors of a file.</summary>
    public static SideTensors Of(IReadOnlyList<WeightTensor> tensors)
    {
        ILookup<string, WeightTensor> statistics =
            tensors.Where(IsPerChannel).ToLookup(tensor => tensor.Name, StringComparer.Ordinal);
        (WeightTensor Mean, WeightTensor Deviation)[] pairs =
            [.. tensors.Where(IsPerChannel).SelectMany(mean => Deviations(mean).Take(1).Select(std => (mean, std)))];
        HashSet<WeightTensor> paired =
            new(pairs.SelectMany(pair => new[] { pair.Mean, pair.Deviation }), ReferenceEqualityComparer.Instance);

        // Numbers of a batch normalization stay with it: it is a layer, and one that is not known.
        HashSet<string> normalized =
            new(tensors.Where(IsRunning).Select(tensor => Layer(tensor.Name)), StringComparer.Ordinal);
        ILookup<bool, WeightTensor> parts = tensors.ToLookup(tensor => paired.Contains(tensor)
            || IsOfLoss(tensor.Name) || (IsNumber(tensor) && !normalized.Contains(Layer(tensor.Name))));
        return new([.. parts[false]], [.. parts[true]], pairs.Length == 1 ? pairs[0] : null);

        IEnumerable<WeightTensor> Deviations(WeightTensor mean) => Stem(mean.Name) is not string stem ? []
            : _deviations.SelectMany(end => statistics[stem + end]).Where(other => other.Count == mean.Count);
    }

    /// <summary>Whether a name is that of a part of a loss or a metric.</summary>
    public static bool IsOfLoss(string name) => LossName().IsMatch(name);

    private static bool IsNumber(WeightTensor tensor) => tensor.Shape.Count == 0
        || (tensor.Type is not (TensorDataType.F64 or TensorDataType.F32 or TensorDataType.F16 or TensorDataType.BF16)
            && tensor.Shape.Count < 2);

    private static bool IsRunning(WeightTensor tensor) =>
        tensor.Name.EndsWith("running_mean", StringComparison.Ordinal)
        || tensor.Name.EndsWith("running_var", StringComparison.Ordinal);

    /// <summary>[3], [3, 1, 1], [1, 3, 1, 1]; or one for all channels.</summary>
    private static bool IsPerChannel(WeightTensor tensor) => tensor.Shape.Count is > 0 and <= 4
        && tensor.Shape.All(size => size is 1 or 3) && tensor.Shape.Count(size => size > 1) <= 1;

    /// <summary>A name up to "mean", if it ends so: "pixel_", "norm.", "".</summary>
    private static string? Stem(string name) => name.EndsWith(Mean, StringComparison.Ordinal)
        && (name.Length == Mean.Length || name[^(Mean.Length + 1)] is '.' or '_') ? name[..^Mean.Length] : null;

    private static string Layer(string name) => name[..(name.LastIndexOf('.') + 1)];

    [GeneratedRegex(@"(^|[._])(criterion|criteria|loss|metric)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LossName();
}
