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
[JsonDerivedType(typeof(AveragePoolDefinition), "AveragePool")]
[JsonDerivedType(typeof(AdaptiveAveragePoolDefinition), "AdaptiveAveragePool")]
[JsonDerivedType(typeof(DropoutDefinition), "Dropout")]
[JsonDerivedType(typeof(LocallyConnectedDefinition), "LocallyConnected")]
[JsonDerivedType(typeof(LinearDefinition), "Linear")]
[NamedInErrors]
public abstract record LayerDefinition
{
    /// <summary>Name, unique within the network: conv1, relu1, norm1, pool1 ... fc8.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the type in JSON: Convolution, Activation, ...</summary>
    [JsonIgnore]
    public string Type => DerivedTypeName.Of(this);

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Name} ({Type})";

    /// <summary>Returns the output shape for one image.</summary>
    /// <exception cref="NetworkDefinitionException">The input shape is not valid for the layer.</exception>
    public abstract TensorShape OutputShape(TensorShape input);

    /// <summary>Returns the weight shape in PyTorch's layout; empty for a layer without weights.</summary>
    public virtual IReadOnlyList<int> WeightShape(TensorShape input) => [];

    /// <summary>Returns the bias shape: one bias for each output channel; empty for a layer without weights.</summary>
    public virtual IReadOnlyList<int> BiasShape(TensorShape input) => [.. WeightShape(input).Take(1)];

    /// <summary>Returns the multiply-adds for one image; by convention, of weighted layers only.</summary>
    public virtual long MultiplyAdds(TensorShape input) => 0;

    /// <summary>Throws if a layer has more values, weights or multiply-adds than engines can count.</summary>
    /// <exception cref="NetworkDefinitionException">The count is too large.</exception>
    internal void RejectAbove(long most, long count, string what)
    {
        if (count > most)
        {
            throw Impossible(string.Create(CultureInfo.InvariantCulture,
                $"it has {count:N0} {what}; it must have at most {most:N0}."));
        }
    }

    private protected NetworkDefinitionException Impossible(string reason) => new($"Layer '{Name}': {reason}");

    /// <summary>Throws if a setting is outside its range, naming its JSON field. NaN is outside every range.</summary>
    private protected void Require(string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw Impossible(
                string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; it must be from {least} to {most}."));
        }
    }

    /// <summary>Throws if a kernel, stride or padding is not valid.</summary>
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

    /// <summary>Kernel rows and columns.</summary>
    public required int Kernel { get; init; }

    /// <summary>Stride.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zero padding.</summary>
    public WindowPadding Padding { get; init; }

    /// <summary>Groups of channels with separate filters; the paper's two towers are two groups.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>
    /// Rounds the output size up, as cuda-convnet2 does: 224 results in 55, with the last window extending beyond the
    /// input.
    /// </summary>
    public bool CeilMode { get; init; }

    /// <summary>Returns the window along rows.</summary>
    public Window Rows(TensorShape input) => Window.Resolve(input.Height, Kernel, Stride, Padding, CeilMode);

    /// <summary>Returns the window along columns.</summary>
    public Window Columns(TensorShape input) => Window.Resolve(input.Width, Kernel, Stride, Padding, CeilMode);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Require("filters", Filters, 1, LayerLimits.Channels);
        Require("groups", Groups, 1, LayerLimits.Channels);

        // As in PyTorch, a window may be entirely in the padding: it sees zeros, and its output is the bias.
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

        // Narrower padding is limited by the kernel and so by the weights.
        if (!Padding.IsWithin(Kernel - 1))
            RejectAbove(LayerLimits.Values, input.Channels * height * width, "values with its padding");
        return new(Filters, rows.Output, columns.Output);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input) =>
        [Filters, input.Channels / Groups, Kernel, Kernel];

    /// <inheritdoc/>
    public override long MultiplyAdds(TensorShape input) =>
        OutputShape(input).Count * (input.Channels / Groups) * Kernel * Kernel;
}

/// <summary>Activation after a convolution or linear layer.</summary>
public sealed record ActivationDefinition : LayerDefinition
{
    /// <summary>ReLU or tanh.</summary>
    public ActivationFunction Function { get; init; } = ActivationFunction.Relu;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => input;
}

/// <summary>Elementwise activation functions.</summary>
[JsonConverter(typeof(EnumNameConverter<ActivationFunction>))]
public enum ActivationFunction : long
{
    /// <summary>max(0, x); paper section 3.1.</summary>
    Relu,

    /// <summary>Hyperbolic tangent, the paper's baseline.</summary>
    Tanh,
}

/// <summary>Average pooling to a fixed output size; window i covers [floor(i*in/out), ceil((i+1)*in/out)).</summary>
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
/// Inverted dropout: in training, a value is zeroed with the given probability and the others are divided by 1 -
/// probability.
/// </summary>
public sealed record DropoutDefinition : LayerDefinition
{
    /// <summary>Probability that a value is zeroed, in [0, 1).</summary>
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
    public override long MultiplyAdds(TensorShape input) => input.Count * Outputs;
}
