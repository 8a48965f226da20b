using System.Globalization;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Networks;

/// <summary>One layer of a <see cref="NetworkDefinition"/>, as data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConvolutionDefinition), "Convolution")]
[JsonDerivedType(typeof(ActivationDefinition), "Activation")]
[JsonDerivedType(typeof(LocalResponseNormalizationDefinition), "LocalResponseNormalization")]
[JsonDerivedType(typeof(MaxPoolDefinition), "MaxPool")]
[JsonDerivedType(typeof(AdaptiveAveragePoolDefinition), "AdaptiveAveragePool")]
[JsonDerivedType(typeof(DropoutDefinition), "Dropout")]
[JsonDerivedType(typeof(LinearDefinition), "Linear")]
[NamedInErrors]
public abstract record LayerDefinition
{
    /// <summary>Unique within the network: conv1, relu1, norm1, pool1 ... fc8.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of the output for one image.</summary>
    /// <exception cref="NetworkDefinitionException">The layer cannot take this input.</exception>
    public abstract TensorShape OutputShape(TensorShape input);

    /// <summary>Shapes of the weights, PyTorch's layout; empty for a layer without weights.</summary>
    public virtual IReadOnlyList<int> WeightShape(TensorShape input) => [];

    /// <summary>Number of biases; 0 for a layer without weights.</summary>
    [JsonIgnore]
    public virtual int BiasCount => 0;

    /// <summary>Multiply-adds for one image; counted for weighted layers only, as the field does.</summary>
    public virtual long MultiplyAdds(TensorShape input) => 0;

    /// <summary>Refuses a layer of more values, weights or multiply-adds than engines can count.</summary>
    /// <exception cref="NetworkDefinitionException">There are too many.</exception>
    internal void RejectAbove(long most, long count, string what)
    {
        if (count > most)
        {
            throw Impossible(string.Create(CultureInfo.InvariantCulture,
                $"it has {count:N0} {what}; it must have at most {most:N0}."));
        }
    }

    private protected NetworkDefinitionException Impossible(string reason) => new($"Layer '{Name}': {reason}");

    /// <summary>
    /// Refuses a setting outside its range, by the name that it has in JSON. What is no number is in no range.
    /// </summary>
    private protected void Require(string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw Impossible(
                string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; it must be from {least} to {most}."));
        }
    }

    /// <summary>Refuses a window that cannot slide.</summary>
    private protected void RequireWindow(int kernel, int stride, WindowPadding padding, int widest)
    {
        Require("kernel", kernel, 1, LayerLimits.Window);
        Require("stride", stride, 1, LayerLimits.Window);
        if (!padding.IsWithin(widest))
        {
            throw Impossible($"padding is {padding}; with a kernel of {kernel} each side must be from 0 to {widest}, "
                + "or it is \"same\".");
        }
    }
}

/// <summary>
/// 2-D convolution (cross-correlation) with square kernels. Weights [filters, channels / groups, kernel, kernel].
/// </summary>
public sealed record ConvolutionDefinition : LayerDefinition
{
    /// <summary>Output channels.</summary>
    public required int Filters { get; init; }

    /// <summary>Kernel edge.</summary>
    public required int Kernel { get; init; }

    /// <summary>Step between windows.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zero border.</summary>
    public WindowPadding Padding { get; init; }

    /// <summary>Groups of channels that see only themselves; the paper's two towers are two groups.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>
    /// Rounds the output size up, as cuda-convnet2 does: 224 gives 55 with the last window hanging over.
    /// </summary>
    public bool CeilMode { get; init; }

    /// <summary>The window along rows.</summary>
    public Window Rows(TensorShape input) => Window.Resolve(input.Height, Kernel, Stride, Padding, CeilMode);

    /// <summary>The window along columns.</summary>
    public Window Columns(TensorShape input) => Window.Resolve(input.Width, Kernel, Stride, Padding, CeilMode);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Require("filters", Filters, 1, LayerLimits.Channels);
        Require("groups", Groups, 1, LayerLimits.Channels);

        // As in PyTorch, a window may lie in the border altogether: it sees zeros, and its output is the bias.
        RequireWindow(Kernel, Stride, Padding, LayerLimits.Window);
        if (input.Channels % Groups != 0 || Filters % Groups != 0)
        {
            throw Impossible(
                $"{input.Channels} input channels and {Filters} filters cannot be split into {Groups} groups.");
        }

        Window rows = Rows(input), columns = Columns(input);
        if (rows.Output < 1 || columns.Output < 1)
        {
            throw Impossible(
                $"a {Kernel}x{Kernel} kernel with padding {Padding} does not fit into an input of {input}.");
        }

        long height = (long)rows.Input + rows.Before + rows.After, width = (long)columns.Input + columns.Before
            + columns.After;

        // Narrower padding is bounded by the kernel and so by the weights.
        if (!Padding.IsWithin(Kernel - 1))
            RejectAbove(LayerLimits.Values, input.Channels * height * width, "values with its padding");
        return new(Filters, rows.Output, columns.Output);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input) =>
        [Filters, input.Channels / Groups, Kernel, Kernel];

    /// <inheritdoc/>
    [JsonIgnore]
    public override int BiasCount => Filters;

    /// <inheritdoc/>
    public override long MultiplyAdds(TensorShape input) =>
        OutputShape(input).Count * (input.Channels / Groups) * Kernel * Kernel;
}

/// <summary>The nonlinearity after a convolution or linear layer.</summary>
public sealed record ActivationDefinition : LayerDefinition
{
    /// <summary>ReLU or tanh.</summary>
    public ActivationFunction Function { get; init; } = ActivationFunction.Relu;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => input;
}

/// <summary>Elementwise functions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActivationFunction>))]
public enum ActivationFunction
{
    /// <summary>max(0, x); paper section 3.1.</summary>
    Relu,

    /// <summary>Hyperbolic tangent, the paper's point of comparison.</summary>
    Tanh,
}

/// <summary>
/// Local response normalization across channels, paper section 3.3:
/// b = a / (k + alpha' * sum of a^2 over <see cref="Size"/> neighboring channels)^beta.
/// </summary>
public sealed record LocalResponseNormalizationDefinition : LayerDefinition
{
    // With these the scale k + alpha' * sum is above 0 and its power -beta - 1, which the gradient takes, fits a float.
    private const double MinConstant = 1e-6, LargestFactor = 1e6, LargestExponent = 5;

    /// <summary>Channels in the window, n in the paper; odd.</summary>
    public int Size { get; init; } = 5;

    /// <summary>Scale of the sum.</summary>
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Exponent.</summary>
    public double Beta { get; init; } = 0.75;

    /// <summary>Additive constant.</summary>
    public double K { get; init; } = 2;

    /// <summary>
    /// True: alpha' = alpha / size (cuda-convnet2, Caffe, PyTorch). False: alpha' = alpha (the printed formula,
    /// TensorFlow).
    /// </summary>
    public bool DivideAlphaBySize { get; init; } = true;

    /// <summary>The factor in front of the sum of squares.</summary>
    [JsonIgnore]
    public double EffectiveAlpha => DivideAlphaBySize ? Alpha / Size : Alpha;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (Size is < 1 or > LayerLimits.Normalization || Size % 2 == 0)
            throw Impossible($"size is {Size}; it must be odd, from 1 to {LayerLimits.Normalization}.");
        Require("k", K, MinConstant, LargestFactor);
        Require("alpha", Alpha, 0, LargestFactor);
        Require("beta", Beta, 0, LargestExponent);
        return input;
    }
}

/// <summary>Max pooling; overlapping where the stride is smaller than the kernel (paper section 3.4).</summary>
public sealed record MaxPoolDefinition : LayerDefinition
{
    /// <summary>Window edge, z in the paper.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Step between windows, s in the paper.</summary>
    public int Stride { get; init; } = 2;

    /// <summary>Border that never wins.</summary>
    public WindowPadding Padding { get; init; }

    /// <summary>Rounds the output size up.</summary>
    public bool CeilMode { get; init; }

    /// <summary>The window along rows.</summary>
    public Window Rows(TensorShape input) => Window.Resolve(input.Height, Kernel, Stride, Padding, CeilMode);

    /// <summary>The window along columns.</summary>
    public Window Columns(TensorShape input) => Window.Resolve(input.Width, Kernel, Stride, Padding, CeilMode);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {

        // As in PyTorch: every window has a value of the input, so that there is a largest one.
        RequireWindow(Kernel, Stride, Padding, Kernel / 2);
        Window rows = Rows(input), columns = Columns(input);
        if (rows.Output < 1 || columns.Output < 1)
            throw Impossible($"a {Kernel}x{Kernel} pooling window does not fit into an input of {input}.");
        return new(input.Channels, rows.Output, columns.Output);
    }
}

/// <summary>
/// Average pooling to a fixed size, whatever the input size; window i covers [floor(i*in/out), ceil((i+1)*in/out)).
/// </summary>
public sealed record AdaptiveAveragePoolDefinition : LayerDefinition
{
    /// <summary>Output rows and columns.</summary>
    public int Size { get; init; } = 6;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Require("size", Size, 1, LayerLimits.Edge);
        return new(input.Channels, Size, Size);
    }
}

/// <summary>
/// Inverted dropout: in training a value is zeroed with the given probability and the rest divided by what is kept.
/// </summary>
public sealed record DropoutDefinition : LayerDefinition
{
    /// <summary>Probability that a value is dropped, 0 up to but not 1.</summary>
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) =>
        Probability is >= 0 and < 1 ? input
            : throw Impossible(string.Create(CultureInfo.InvariantCulture,
                $"probability is {Probability}; it must be from 0 up to but not 1."));
}

/// <summary>
/// Fully connected layer over the flattened input (channel, row, column order). Weights [outputs, inputs].
/// </summary>
public sealed record LinearDefinition : LayerDefinition
{
    /// <summary>Number of output values.</summary>
    public required int Outputs { get; init; }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Require("outputs", Outputs, 1, LayerLimits.Channels);
        return new(Outputs, 1, 1);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input) => [Outputs, checked((int)input.Count)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override int BiasCount => Outputs;

    /// <inheritdoc/>
    public override long MultiplyAdds(TensorShape input) => input.Count * Outputs;
}
