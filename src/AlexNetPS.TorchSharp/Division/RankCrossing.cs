using AlexNetPS.Engines.Division;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Division;

/// <summary>What a rank exchanges before a layer. Autograd's graph ends before it and begins behind it.</summary>
/// <param name="Forward">From the channels of the rank to those that the layer reads.</param>
/// <param name="Backward">From the gradient of what the layer reads to that of the rank's channels.</param>
internal sealed record RankCrossing(Func<Tensor, Tensor> Forward, Func<Tensor, Tensor> Backward)
{
    /// <summary>Returns what is exchanged before a layer; null if nothing.</summary>
    public static RankCrossing? Before(LayerPart part, RankExchange exchange) => part.Crossing switch
    {
        Crossing.Gather => new(exchange.Gather, exchange.SumParts),
        Crossing.GatherForAll => new(exchange.Gather, exchange.Own),
        Crossing.Divide => new(own => own, exchange.SumOver),
        _ => Reach(part) is > 0 and int reach ? OfNeighbors(exchange, reach) : null,
    };

    /// <summary>Returns the number of channels of each neighbor that a layer reads.</summary>
    public static int Reach(LayerPart part) =>
        part.IsDivided && part.Layer.Definition is LocalResponseNormalizationDefinition
        {
            Region: NormalizationRegion.AcrossChannels,
        } normalization
        ? normalization.Size / 2
        : 0;

    private static RankCrossing OfNeighbors(RankExchange exchange, int reach)
    {
        return new(Widen, Narrow);

        Tensor Widen(Tensor own)
        {
            (Tensor? before, Tensor? after) =
                exchange.Swap(own.narrow(1, 0, reach), own.narrow(1, own.shape[1] - reach, reach));
            return torch.cat([.. new[] { before, own, after }.OfType<Tensor>()], 1);
        }

        Tensor Narrow(Tensor wide)
        {
            long width = wide.shape[1], first = exchange.Ranks.Rank > 0 ? reach : 0, end =
                exchange.Ranks.Rank < exchange.Ranks.Size - 1 ? width - reach : width;
            (Tensor? before, Tensor? after) =
                exchange.Swap(wide.narrow(1, 0, reach), wide.narrow(1, width - reach, reach));
            Tensor own = wide.narrow(1, first, end - first).clone();
            if (before is not null)
                own.narrow(1, 0, reach).add_(before);
            if (after is not null)
                own.narrow(1, own.shape[1] - reach, reach).add_(after);
            return own;
        }
    }
}
