using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Division;

/// <summary>
/// The part of each layer that a rank computes: an equal range of its output channels. A convolution in groups reads
/// channels of its own rank only, as those of the paper's towers do; other convolutions and linear layers read those of
/// all ranks. A layer whose outputs do not fill whole blocks on every rank is computed by all ranks, and so is the last
/// one: every rank has all logits.
/// </summary>
internal sealed class LayerDivision
{
    private readonly LayerPart[] _parts;

    /// <exception cref="EngineException">No layer can be divided.</exception>
    public LayerDivision(NetworkDefinition definition, IRankGroup ranks)
    {
        Ranks = ranks;
        _parts = new LayerPart[definition.Layers.Count];
        bool divided = false;
        TensorShape shape = definition.Input;
        for (int i = 0; i < _parts.Length; i++)
        {
            NetworkLayer layer = definition.ResolvedLayers[i];
            (LayerDefinition? part, bool readsOwn) = i == _parts.Length - 1 ? default : Divide(layer.Definition, divided);
            bool stays = part is null && !layer.HasParameters && (!divided || ReachesNeighborsOnly(layer, shape));
            Crossing crossing = stays || readsOwn ? Crossing.None
                : divided ? part is null ? Crossing.GatherForAll : Crossing.Gather
                : part is null ? Crossing.None : Crossing.Divide;
            TensorShape input = stays || readsOwn ? shape : layer.InputShape;
            _parts[i] = new(new NetworkLayer(i, part ?? layer.Definition, input), shape, crossing,
                part is not null || (stays && divided));
            (divided, shape) = (_parts[i].IsDivided, _parts[i].Layer.OutputShape);
        }

        if (!_parts.Any(part => part.IsDivided))
        {
            throw new EngineException($"No layer of network '{definition.Name}' can be divided among {ranks.Size} ranks: "
                + $"a layer needs a multiple of {BlockedLayout.Lanes * ranks.Size} filters or outputs, and a grouped "
                + $"convolution a multiple of {ranks.Size} groups. Start fewer ranks, or divide the batches (-Parallelism Data).");
        }
    }

    public IRankGroup Ranks { get; }

    /// <summary>The layers of a rank, in the order of the network.</summary>
    public IReadOnlyList<LayerPart> Layers => _parts;

    /// <summary>Returns the first channel of a rank in a map of which each has a part.</summary>
    public int FirstChannel(TensorShape part) => Ranks.Rank * part.Channels;

    private (LayerDefinition? Part, bool ReadsOwn) Divide(LayerDefinition layer, bool divided)
    {
        switch (layer)
        {
            case ConvolutionDefinition convolution when FillsBlocks(convolution.Filters):
                if (divided && convolution.Groups % Ranks.Size == 0)
                {
                    return (convolution with
                    {
                        Filters = convolution.Filters / Ranks.Size,
                        Groups = convolution.Groups / Ranks.Size,
                    }, true);
                }

                return convolution.Groups == 1
                    ? (convolution with { Filters = convolution.Filters / Ranks.Size }, false)
                    : default;
            case LinearDefinition linear when FillsBlocks(linear.Outputs):
                return (linear with { Outputs = linear.Outputs / Ranks.Size }, false);
            default:
                return default;
        }
    }

    private bool FillsBlocks(int channels) => channels % (BlockedLayout.Lanes * Ranks.Size) == 0;

    // The gradient of a normalization across channels needs the channels twice as far away.
    private static bool ReachesNeighborsOnly(NetworkLayer layer, TensorShape part) =>
        layer.Definition is not LocalResponseNormalizationDefinition { Region: NormalizationRegion.AcrossChannels } lrn
        || lrn.Size / 2 * 2 <= Math.Min(BlockedLayout.Lanes, part.Channels);
}
