namespace AlexNetPS.Networks;

/// <summary>The part of the input that a value of a layer depends on. It may reach beyond the edges.</summary>
/// <param name="Top">First row; negative above the input.</param>
/// <param name="Left">First column; negative left of the input.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ReceptiveField(int Top, int Left, int Height, int Width)
{
    /// <summary>Returns the receptive field of a value, by going back through the windows of the layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">Name of the layer, ignoring case.</param>
    /// <param name="row">Row of the value.</param>
    /// <param name="column">Column of the value.</param>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layer has no such row or column.</exception>
    public static ReceptiveField Of(NetworkDefinition network, string layer, int row, int column)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkLayer last = network.Layer(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, last.OutputShape.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, last.OutputShape.Width);
        Span rows = new(row, row), columns = new(column, column);
        for (int i = last.Index; i >= 0; i--)
        {
            NetworkLayer passed = network.ResolvedLayers[i];
            TensorShape input = passed.InputShape;
            (rows, columns) = passed.Definition switch
            {
                ConvolutionDefinition convolution =>
                    (rows.Before(convolution.Rows(input)), columns.Before(convolution.Columns(input))),
                LocallyConnectedDefinition local =>
                    (rows.Before(local.Rows(input)), columns.Before(local.Columns(input))),
                PoolDefinition pool => (rows.Before(pool.Rows(input)), columns.Before(pool.Columns(input))),
                LocalResponseNormalizationDefinition { Region: NormalizationRegion.WithinMap } norm =>
                    (rows.Within(norm.Size / 2), columns.Within(norm.Size / 2)),
                AdaptiveAveragePoolDefinition pool =>
                    (rows.Before(input.Height, pool.Size), columns.Before(input.Width, pool.Size)),
                LinearDefinition => (new(0, input.Height - 1), new(0, input.Width - 1)),
                _ => (rows, columns),
            };
        }

        return new((int)rows.First, (int)columns.First, (int)(rows.Last - rows.First + 1),
            (int)(columns.Last - columns.First + 1));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height} at {Left}, {Top}";

    // Strides of many layers multiply; beyond the limit nothing is input.
    private readonly record struct Span(long First, long Last)
    {
        private const long Limit = 1 << 29;

        public Span Before(Window window) => Limited(First * window.Stride - window.Before,
            Last * window.Stride - window.Before + window.Kernel - 1);

        public Span Within(int reach) => Limited(First - reach, Last + reach);

        public Span Before(int input, int output) =>
            Limited(First * input / output, ((Last + 1) * input + output - 1) / output - 1);

        private static Span Limited(long first, long last) =>
            new(Math.Clamp(first, -Limit, Limit), Math.Clamp(last, -Limit, Limit));
    }
}
