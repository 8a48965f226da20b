using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlexNetPS.Networks;

namespace AlexNetPS.Reports.Cards;

/// <summary>A network as Python code: a torch.nn.Sequential.</summary>
/// <remarks>
/// Its modules are counted and not named, because PyTorch has no module with a dot in its name, and layers may.
/// </remarks>
internal static class PythonNetwork
{
    private static readonly JsonSerializerOptions _text =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the modules in order, each with the layer that it is or belongs to.</summary>
    public static IReadOnlyList<(string Module, NetworkLayer Layer, bool HasWeights)> Modules(NetworkDefinition network)
    {
        List<(string, NetworkLayer, bool)> modules = [];
        bool isFlat = false;
        foreach (NetworkLayer layer in network.ResolvedLayers)
        {
            bool needsFlat = layer.Definition is LinearDefinition;
            bool needsPlanes = !needsFlat && layer.Definition is not (ActivationDefinition or DropoutDefinition);
            if (needsFlat && !isFlat)
                modules.Add(("nn.Flatten()", layer, false));
            if (needsPlanes && isFlat)
                modules.Add((Invariant($"nn.Unflatten(1, ({layer.InputShape.Channels}, 1, 1))"), layer, false));
            isFlat = needsFlat || isFlat && !needsPlanes;
            string[] own = [.. Modules(layer)];
            modules.AddRange(own.Select((module, i) => (module, layer, layer.HasParameters && i == own.Length - 1)));
        }

        return modules;
    }

    /// <summary>Returns a text as a literal of Python.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text, _text);

    /// <summary>Returns a number as Python writes it.</summary>
    public static string Literal(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Modules(NetworkLayer layer)
    {
        switch (layer.Definition)
        {
            case ConvolutionDefinition convolution:
                Window rows = convolution.Rows(layer.InputShape), columns = convolution.Columns(layer.InputShape);
                if (Padding(rows, columns, "0.0") is string zeros)
                    yield return zeros;
                string groups = convolution.Groups == 1 ? "" : Invariant($", groups={convolution.Groups}");
                yield return Invariant($"nn.Conv2d({layer.InputShape.Channels}, {convolution.Filters}, ")
                    + Invariant($"{convolution.Kernel}, stride={convolution.Stride}, ")
                    + Invariant($"padding={Inside(rows, columns)}{groups})");
                break;
            case MaxPoolDefinition pool:
                Window down = pool.Rows(layer.InputShape), across = pool.Columns(layer.InputShape);
                if (Padding(down, across, "float(\"-inf\")") is string lowest)
                    yield return lowest;
                yield return Invariant($"nn.MaxPool2d({pool.Kernel}, {pool.Stride}, padding={Inside(down, across)})");
                break;
            case AveragePoolDefinition pool:
                yield return Invariant($"{PythonModules.AveragePool}({pool.Kernel}, {pool.Stride}, ")
                    + $"{Pads(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape))})";
                break;
            case LocallyConnectedDefinition local:
                yield return Invariant($"{PythonModules.LocallyConnected}({layer.InputShape.Channels}, ")
                    + Invariant($"{local.Filters}, {layer.OutputShape.Height}, {layer.OutputShape.Width}, ")
                    + Invariant($"{local.Kernel}, {local.Stride}, ")
                    + $"{Pads(local.Rows(layer.InputShape), local.Columns(layer.InputShape))})";
                break;
            case LocalResponseNormalizationDefinition { Region: NormalizationRegion.WithinMap } norm:
                yield return Invariant($"{PythonModules.MapNorm}({norm.Size}, alpha={Literal(norm.EffectiveAlpha)}, ")
                    + $"beta={Literal(norm.Beta)}, k={Literal(norm.K)})";
                break;
            case LocalResponseNormalizationDefinition norm:
                // PyTorch divides alpha by the size.
                double alpha = norm.DivideAlphaBySize ? norm.Alpha : norm.Alpha * norm.Size;
                yield return Invariant($"nn.LocalResponseNorm({norm.Size}, alpha={Literal(alpha)}, ")
                    + $"beta={Literal(norm.Beta)}, k={Literal(norm.K)})";
                break;
            case AdaptiveAveragePoolDefinition average:
                yield return Invariant($"nn.AdaptiveAvgPool2d({average.Size})");
                break;
            case ActivationDefinition activation:
                yield return activation.Function == ActivationFunction.Tanh ? "nn.Tanh()" : "nn.ReLU()";
                break;
            case DropoutDefinition dropout:
                yield return $"nn.Dropout({Literal(dropout.Probability)})";
                break;
            case LinearDefinition linear:
                yield return Invariant($"nn.Linear({layer.InputShape.Count}, {linear.Outputs})");
                break;
            default:
                throw new NotSupportedException($"There is no Python code for layers of type {layer.Definition.Type}.");
        }
    }

    private static bool IsEven(Window rows, Window columns) =>
        rows.Before == rows.After && columns.Before == columns.After && rows.Before == columns.Before;

    private static int Inside(Window rows, Window columns) => IsEven(rows, columns) ? rows.Before : 0;

    private static string? Padding(Window rows, Window columns, string value) => IsEven(rows, columns) ? null
        : $"nn.ConstantPad2d({Pads(rows, columns)}, {value})";

    private static string Pads(Window rows, Window columns) =>
        Invariant($"({columns.Before}, {columns.After}, {rows.Before}, {rows.After})");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
