namespace AlexNetPS.Networks;

/// <summary>
/// Pooling of windows of a channel; overlapping if the stride is smaller than the kernel (paper section 3.4).
/// </summary>
public abstract record PoolDefinition : LayerDefinition
{
    /// <summary>Window rows and columns, z in the paper.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Stride, s in the paper.</summary>
    public int Stride { get; init; } = 2;

    /// <summary>Padding, which is no value of a window.</summary>
    public WindowPadding Padding { get; init; }

    /// <summary>Rounds the output size up.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Returns the window along rows.</summary>
    public Window Rows(TensorShape input) => Window.Resolve(input.Height, Kernel, Stride, Padding, CeilMode);

    /// <summary>Returns the window along columns.</summary>
    public Window Columns(TensorShape input) => Window.Resolve(input.Width, Kernel, Stride, Padding, CeilMode);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        // As in PyTorch: every window contains an input value, so that there is a maximum or a mean.
        RequireWindow(Kernel, Stride, Padding, Kernel / 2);
        Window rows = Rows(input), columns = Columns(input);
        if (rows.Output < 1 || columns.Output < 1)
            throw Impossible($"a {Kernel}x{Kernel} pooling window does not fit into an input of {input}.");
        return new(input.Channels, rows.Output, columns.Output);
    }
}

/// <summary>Max pooling.</summary>
public sealed record MaxPoolDefinition : PoolDefinition;

/// <summary>
/// Average pooling: the mean over the values of a window that lie inside its map, as in cuda-convnet (PyTorch's
/// count_include_pad = False; Caffe's without padding).
/// </summary>
public sealed record AveragePoolDefinition : PoolDefinition;
