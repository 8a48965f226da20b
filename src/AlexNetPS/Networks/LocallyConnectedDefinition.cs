namespace AlexNetPS.Networks;

/// <summary>
/// A convolution whose filters and biases are not shared between places, as cuda-convnet's local layers. Weights
/// [rows, columns, filters, channels, kernel, kernel], biases [rows, columns, filters], with the rows and columns of
/// the output.
/// </summary>
public sealed record LocallyConnectedDefinition : LayerDefinition
{
    /// <summary>Output channels.</summary>
    public required int Filters { get; init; }

    /// <summary>Kernel rows and columns.</summary>
    public required int Kernel { get; init; }

    /// <summary>Stride.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zero padding.</summary>
    public WindowPadding Padding { get; init; }

    /// <summary>Returns the window along rows.</summary>
    public Window Rows(TensorShape input) => Window.Resolve(input.Height, Kernel, Stride, Padding, ceilMode: false);

    /// <summary>Returns the window along columns.</summary>
    public Window Columns(TensorShape input) => Window.Resolve(input.Width, Kernel, Stride, Padding, ceilMode: false);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Require("filters", Filters, 1, LayerLimits.Channels);
        RequireWindow(Kernel, Stride, Padding, Kernel - 1);
        RejectAbove(LayerLimits.Values, (long)input.Channels * Kernel * Kernel, "weights for an output value");
        Window rows = Rows(input), columns = Columns(input);
        if (rows.Output < 1 || columns.Output < 1)
        {
            throw Impossible(
                $"a {Kernel}x{Kernel} kernel with padding {Padding} does not fit into an input of {input}.");
        }

        return new(Filters, rows.Output, columns.Output);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input)
    {
        TensorShape output = OutputShape(input);
        return [output.Height, output.Width, Filters, input.Channels, Kernel, Kernel];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> BiasShape(TensorShape input)
    {
        TensorShape output = OutputShape(input);
        return [output.Height, output.Width, Filters];
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(TensorShape input) => OutputShape(input).Count * input.Channels * Kernel * Kernel;
}
