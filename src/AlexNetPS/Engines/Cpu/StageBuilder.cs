using AlexNetPS.Engines.Cpu.Division;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Engines.Division;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Converts a network definition to stages: fuses a ReLU into the layer before it, drops layers without effect, inserts
/// changes of layout and connects the gradient maps.
/// </summary>
internal sealed class StageBuilder
{
    // Interleaving suits images, which have few channels; blocks have 16.
    private const int MaxInterleavedChannels = 8;

    private readonly EngineContext _context;
    private readonly LayerDivision? _division;
    private readonly ChannelExchange? _exchange;
    private readonly List<Stage> _stages = [];
    private readonly int[] _lastStage;
    private readonly bool _predicts;
    private FeatureMap _current;

    private StageBuilder(EngineContext context, NetworkDefinition definition, LayerDivision? division,
        NetworkLayer? target = null)
    {
        (_context, _division) = (context, division);
        _exchange = division is null ? null : new(context, division.Ranks);
        _predicts = target is not null;
        bool interleaved = definition.Layers[0] is ConvolutionDefinition
            && definition.Input.Channels <= MaxInterleavedChannels;
        _current = Input =
            new FeatureMap(definition.Input, interleaved ? FeatureLayout.Interleaved : FeatureLayout.Blocked);
        _lastStage = new int[definition.Layers.Count];
        for (int i = 0; i < definition.ResolvedLayers.Count; i++)
        {
            if (i != target?.Index && NormalizesForPool(definition, i))
            {
                NetworkLayer pool = LayerOf(definition, i + 1);
                var normalization = (LocalResponseNormalizationDefinition)definition.Layers[i];
                Push(output => new NormalizedPoolStage(_context, _current, output, normalization, pool),
                    new(pool.OutputShape, FeatureLayout.Blocked));
                _lastStage[i] = _lastStage[++i] = _stages.Count - 1;
                continue;
            }

            bool weighted = definition.ResolvedLayers[i].HasParameters;
            ActivationDefinition? activation = i + 1 < definition.Layers.Count
                ? definition.Layers[i + 1] as ActivationDefinition
                : null;
            bool relu = weighted && activation?.Function == ActivationFunction.Relu;
            Add(definition, i, relu);
            _lastStage[i] = _stages.Count - 1;
            if (!weighted || activation is null)
                continue;

            // The values of a weighted layer are those after the activation that follows it.
            if (!relu)
                Add(definition, i + 1, false);
            _lastStage[i] = _lastStage[++i] = _stages.Count - 1;
        }
    }

    public FeatureMap Input { get; }

    public IReadOnlyList<Stage> Stages => _stages;

    /// <summary>The last stage of each layer of the definition; -1 if it has none.</summary>
    public IReadOnlyList<int> LastStage => _lastStage;

    /// <summary>Returns stages that compute the whole network, or the part of it that a rank has.</summary>
    /// <param name="context">The context of the network.</param>
    /// <param name="definition">The network.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    /// <param name="division">The parts of the ranks; null for the whole network.</param>
    public static StageBuilder Build(EngineContext context, NetworkDefinition definition, int maximumBatch,
        LayerDivision? division = null)
    {
        var builder = new StageBuilder(context, definition, division);
        builder.ChooseConvolutions(maximumBatch);
        builder.RequestExchanges(maximumBatch);
        if (context.Optimizer is not null)
            builder.ConnectParameters(maximumBatch);
        return builder;
    }

    /// <summary>
    /// Returns stages that compute the gradient at the output of a layer in evaluation mode: without dropout, and with
    /// the output of the layer in a map of its own. The stages after the layer have gradients.
    /// </summary>
    /// <exception cref="EngineException">The output of the layer is the image.</exception>
    public static StageBuilder BuildGradient(EngineContext context, NetworkDefinition definition, NetworkLayer layer,
        int maximumBatch)
    {
        var builder = new StageBuilder(context, definition, division: null, layer);
        int last = builder._lastStage[layer.Index];
        if (last < 0)
            throw NetworkCall.ImageItself(layer);

        // The gradient is that of the output after the ReLU, which does not pass the ReLU.
        builder._stages[last].Output.Rectified = false;
        builder.ChooseConvolutions(maximumBatch);
        builder.ConnectGradients(last + 1, throughFirst: true, maximumBatch);
        return builder;
    }

    private bool NormalizesForPool(NetworkDefinition definition, int layer) =>
        definition.Layers[layer] is LocalResponseNormalizationDefinition { Region: NormalizationRegion.AcrossChannels }
        && layer + 1 < definition.Layers.Count
        && definition.Layers[layer + 1] is MaxPoolDefinition && _current.Layout == FeatureLayout.Blocked
        && _division?.Layers[layer] is null or { IsDivided: false, Crossing: Crossing.None };

    private NetworkLayer LayerOf(NetworkDefinition definition, int index) =>
        _division?.Layers[index].Layer ?? definition.ResolvedLayers[index];

    private void Add(NetworkDefinition definition, int index, bool relu)
    {
        NetworkLayer layer = LayerOf(definition, index);
        LayerPart? part = _division?.Layers[index];
        switch (layer.Definition)
        {
            case ConvolutionDefinition:
                Reshape(FeatureLayout.Blocked, layer.InputShape, part);
                Push(output => new ConvolutionStage(_context, _current, output, layer, relu),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case LinearDefinition:
                Reshape(FeatureLayout.Flat, layer.InputShape, part);
                Push(output => new LinearStage(_context, _current, output, layer, relu),
                    new(layer.OutputShape, FeatureLayout.Flat));
                break;
            case LocallyConnectedDefinition:
                Reshape(FeatureLayout.Blocked, layer.InputShape, part);
                Push(output => new LocallyConnectedStage(_context, _current, output, layer, relu),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case ActivationDefinition activation:
                _stages.Add(new ActivationStage(_context, _current, activation.Function));
                break;
            case LocalResponseNormalizationDefinition { Region: NormalizationRegion.WithinMap } normalization:
                Reshape(FeatureLayout.Blocked, layer.InputShape);
                Push(output => new MapNormalizationStage(_context, _current, output, normalization),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case LocalResponseNormalizationDefinition normalization:
                Cross(layer.InputShape, part);
                Push(output => new NormalizationStage(_context, _current, output, normalization,
                        part is { IsDivided: true } ? _division!.Ranks : null),
                    new(layer.OutputShape, _current.Layout));
                break;
            case MaxPoolDefinition:
                Reshape(FeatureLayout.Blocked, layer.InputShape);
                Push(output => new MaxPoolStage(_context, _current, output, layer),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case AveragePoolDefinition:
                Reshape(FeatureLayout.Blocked, layer.InputShape);
                Push(output => new AveragePoolStage(_context, _current, output, layer),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case AdaptiveAveragePoolDefinition:
                if (layer.InputShape == layer.OutputShape)
                    break;
                Reshape(FeatureLayout.Blocked, layer.InputShape);
                Push(output => new AdaptiveAveragePoolStage(_context, _current, output),
                    new(layer.OutputShape, FeatureLayout.Blocked));
                break;
            case DropoutDefinition dropout:
                if (dropout.Probability == 0 || _predicts)
                    break;
                bool read = _stages.Any(stage => stage.KeepsOutput && ReferenceEquals(stage.Output, _current));
                TensorShape whole = definition.ResolvedLayers[index].OutputShape;
                _stages.Add(new DropoutStage(_context, _current, layer.Index, dropout.Probability, read, whole.Channels,
                    part is { IsDivided: true } ? _division!.FirstChannel(layer.OutputShape) : 0));
                break;
            default:
                throw new EngineException($"Layer '{layer.Name}': the CPU engine has no {layer.Type}.");
        }
    }

    private void Push(Func<FeatureMap, Stage> make, FeatureMap output)
    {
        _stages.Add(make(output));
        _current = output;
    }

    private void Reshape(FeatureLayout layout, TensorShape shape, LayerPart? part)
    {
        Reshape(layout, part?.Arriving ?? shape);
        Cross(shape, part);
    }

    /// <summary>Exchanges what a layer needs from the other ranks.</summary>
    /// <param name="shape">Shape of what the layer reads.</param>
    /// <param name="part">The layer of this rank; null for a network that is not divided.</param>
    private void Cross(TensorShape shape, LayerPart? part)
    {
        switch (part?.Crossing)
        {
            case Crossing.Gather or Crossing.GatherForAll:
                TensorShape whole = _current.Layout == FeatureLayout.Flat
                    ? new(_current.Shape.Channels * _division!.Ranks.Size, 1, 1)
                    : shape;
                Push(output => new GatherStage(_context, _exchange!, _current, output,
                    sums: part.Crossing == Crossing.Gather), new(whole, _current.Layout));
                break;
            case Crossing.Divide when _stages.Any(stage => stage is WeightedStage):
                _stages.Add(new DivideStage(_context, _exchange!, _current));
                break;
        }
    }

    private void Reshape(FeatureLayout layout, TensorShape shape)
    {
        if (_current.Layout == layout
            || (_current.Layout == FeatureLayout.Interleaved && layout == FeatureLayout.Blocked))
        {
            return;
        }

        FeatureMap output = layout == FeatureLayout.Flat
            ? new(new(_current.Blocks * BlockedLayout.Lanes * shape.Height * shape.Width, 1, 1), FeatureLayout.Flat)
            : new(shape, FeatureLayout.Blocked);
        Push(map => new ReshapeStage(_context, _current, map), output);
    }

    private void ChooseConvolutions(int maximumBatch)
    {
        foreach (ConvolutionStage stage in _stages.OfType<ConvolutionStage>())
            stage.ChooseForward(maximumBatch);
    }

    private void RequestExchanges(int maximumBatch)
    {
        foreach (IExchangingStage stage in _stages.OfType<IExchangingStage>())
            stage.RequestScratch(maximumBatch);
    }

    private void ConnectParameters(int maximumBatch)
    {
        int firstLearning = _stages.FindIndex(stage => stage is WeightedStage { Learns: true });
        if (firstLearning < 0)
            throw NetworkCall.AllFrozen();
        ConnectGradients(firstLearning, throughFirst: false, maximumBatch);
    }

    /// <summary>Connects the gradients of the stages from one to the last.</summary>
    /// <param name="first">The first stage with a gradient.</param>
    /// <param name="throughFirst">Whether the gradient at the input of the first stage is computed too.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    private void ConnectGradients(int first, bool throughFirst, int maximumBatch)
    {
        var gradient = new FeatureMap(_current.Shape, _current.Layout) { Rectified = _current.Rectified };
        for (int i = _stages.Count - 1; i >= first; i--)
        {
            Stage stage = _stages[i];
            FeatureMap? input = i == first && !throughFirst ? null
                : stage.InPlace ? gradient
                : new FeatureMap(stage.Input.Shape, stage.Input.Layout);
            stage.SetGradients(gradient, input);
            if (stage is LinearStage linear)
                linear.RequestScratch(maximumBatch);
            if (stage is ConvolutionStage convolution)
                convolution.ChooseGradient(maximumBatch);
            if (stage is LocallyConnectedStage local)
                local.RequestScratch(maximumBatch);
            if (input is not null)
                gradient = input;
        }
    }
}
