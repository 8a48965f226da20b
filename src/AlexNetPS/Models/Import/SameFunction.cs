using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Compares what two networks compute in prediction. Names, dropout and an average over single pixels do not count.
/// </summary>
internal static class SameFunction
{
    /// <summary>Returns the first difference, "layer 3 is ..., not ..."; null if they compute the same.</summary>
    public static string? Difference(NetworkDefinition found, NetworkDefinition expected)
    {
        if (found.Input != expected.Input)
            return $"its input is {found.Input}, not {expected.Input}";
        string[] ours = Layers(found), theirs = Layers(expected);
        for (int i = 0; i < Math.Max(ours.Length, theirs.Length); i++)
        {
            string our = ours.ElementAtOrDefault(i) ?? "missing", their = theirs.ElementAtOrDefault(i) ?? "missing";
            if (our != their)
                return $"its layer {i + 1} is {our}, not {their}";
        }

        return null;
    }

    private static string[] Layers(NetworkDefinition network) =>
        [.. network.ResolvedLayers.Where(Counts).Select(Text)];

    private static bool Counts(NetworkLayer layer) => layer.Definition is not DropoutDefinition
        && (layer.Definition is not AdaptiveAveragePoolDefinition || layer.InputShape != layer.OutputShape);

    /// <summary>What a layer computes. Padding after the last value shows in the size of the output.</summary>
    private static string Text(NetworkLayer layer) => layer.Definition switch
    {
        ConvolutionDefinition convolution =>
            $"a convolution, {convolution.Filters} filters in {convolution.Groups} groups, "
            + Text(convolution.Rows(layer.InputShape), convolution.Columns(layer.InputShape)),
        MaxPoolDefinition pool => $"a max pool, {Text(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape))}",
        AveragePoolDefinition pool =>
            $"an average pool, {Text(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape))}",
        LocallyConnectedDefinition local => $"a locally connected layer, {local.Filters} filters, "
            + Text(local.Rows(layer.InputShape), local.Columns(layer.InputShape)),
        AdaptiveAveragePoolDefinition average => $"an average pool to {average.Size}",
        ActivationDefinition activation => activation.Function.ToString(),
        LocalResponseNormalizationDefinition norm => "a response normalization "
            + $"{(norm.Region == NormalizationRegion.WithinMap ? "within maps " : "")}of size {norm.Size}, alpha "
            + $"{Number(norm.EffectiveAlpha * norm.WindowValues)}, beta {Number(norm.Beta)}, k {Number(norm.K)}",
        LinearDefinition linear => $"a fully connected layer of {linear.Outputs} outputs",
        _ => layer.Type,
    };

    private static string Text(Window rows, Window columns) => rows == columns ? Text(rows)
        : $"{Text(rows)} by {Text(columns)}";

    private static string Text(Window window) =>
        $"kernel {window.Kernel}, stride {window.Stride}, {window.Before} before, {window.Output} outputs";

    // As many digits as a float has.
    private static string Number(double value) => ((float)value).ToString("G6", CultureInfo.InvariantCulture);
}
