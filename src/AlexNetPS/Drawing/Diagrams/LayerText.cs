using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>What a diagram says about layers.</summary>
internal static class LayerText
{
    /// <summary>Returns the lines below the name of a layer with weights, for one of the towers of its stage.</summary>
    public static IReadOnlyList<string> Head(DiagramStage stage, DiagramStage? before, int tower)
    {
        NetworkLayer layer = stage.Layers[0];
        var lines = new List<string>();
        if (stage.Towers > 1)
        {
            string reads = before is not { Towers: > 1 } || stage.Groups > 1 ? ""
                : before.Towers == 2 ? ", reads both" : ", reads all";
            lines.Add(Text($"tower {tower + 1} of {stage.Towers}{reads}"));
        }

        switch (layer.Definition)
        {
            case ConvolutionDefinition convolution:
                int size = convolution.Kernel;
                lines.Add(
                    Counted(convolution.Filters / stage.Towers, "filter", $"{size}x{size}x{layer.WeightShape[1]}"));
                lines.Add($"stride {convolution.Stride}, padding {convolution.Padding}"
                    + (convolution.CeilMode ? ", rounded up" : "")
                    + (convolution.Groups > 1 ? Text($", {convolution.Groups:N0} groups") : ""));
                break;
            case LocallyConnectedDefinition local:
                string shape = $"{local.Kernel}x{local.Kernel}x{layer.InputShape.Channels}";
                lines.Add(Counted(local.Filters / stage.Towers, "filter", shape));
                lines.Add($"stride {local.Stride}, padding {local.Padding}, own filters at each place");
                break;
            case LinearDefinition linear:
                lines.Add("fully connected");
                lines.Add(Text($"{layer.WeightShape[1]:N0} to {linear.Outputs / stage.Towers:N0} values"));
                break;
        }

        return lines;
    }

    /// <summary>Returns a layer without weights in a line.</summary>
    public static string Other(LayerDefinition layer) => $"{layer.Name}: {Function(layer)}";

    /// <summary>Returns what a layer without weights does, without all of its settings.</summary>
    public static string Kind(LayerDefinition layer) => layer switch
    {
        LocalResponseNormalizationDefinition => "response normalization",
        PoolDefinition pool => Pooling(pool),
        _ => Function(layer),
    };

    /// <summary>Returns the totals of a network.</summary>
    public static string Totals(NetworkDefinition network) =>
        Text($"{network.Parameters:N0} parameters ({Size(network.Parameters * sizeof(float))} as 32-bit numbers), ")
        + Text($"{network.MultiplyAdds:N0} multiply-adds per image");

    /// <summary>Returns the network in a sentence for each layer with its output.</summary>
    public static string Description(NetworkDefinition network) =>
        $"Input {network.Input}. " + string.Concat(network.ResolvedLayers.Select(layer => layer.HasParameters
            ? $"{layer.Name}: {layer.Type}, output {layer.OutputShape}, {Text($"{layer.Parameters:N0}")} parameters. "
            : $"{Other(layer.Definition)}, output {layer.OutputShape}. ")) + $"Total: {Totals(network)}.";

    /// <summary>Returns a text with numbers as the terminal of an American shows them.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) =>
        bytes < 1_000_000 ? Text($"{bytes / 1e3:N1} KB") : Text($"{bytes / 1e6:N1} MB");

    private static string Counted(int count, string what, string size) =>
        Text($"{count:N0} {what}{(count == 1 ? "" : "s")} {size}");

    private static string Window(LocalResponseNormalizationDefinition norm) =>
        norm.Region == NormalizationRegion.WithinMap ? $"{norm.Size}x{norm.Size} pixels" : $"{norm.Size} channels";

    private static string Pooling(PoolDefinition pool) =>
        $"{(pool is MaxPoolDefinition ? "max" : "average")} pooling {pool.Kernel}x{pool.Kernel}";

    private static string Function(LayerDefinition layer) => layer switch
    {
        ActivationDefinition activation => activation.Function == ActivationFunction.Relu ? "ReLU"
            : activation.Function.ToString().ToLowerInvariant(),
        LocalResponseNormalizationDefinition norm => Text(
            $"response normalization over {Window(norm)}, alpha {norm.Alpha:G6}")
            + Text($"{(norm.DivideAlphaBySize ? "" : " (not divided)")}, beta {norm.Beta:G6}, k {norm.K:G6}"),
        PoolDefinition pool =>
            $"{Pooling(pool)}, stride {pool.Stride}"
            + (pool.Padding == default ? "" : $", padding {pool.Padding}") + (pool.CeilMode ? ", rounded up" : ""),
        AdaptiveAveragePoolDefinition pool => $"average pooling to {pool.Size}x{pool.Size}",
        DropoutDefinition dropout => Text($"dropout {dropout.Probability:0.###}"),
        _ => layer.Type,
    };
}
