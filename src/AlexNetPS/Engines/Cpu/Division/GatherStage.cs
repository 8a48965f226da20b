using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;

namespace AlexNetPS.Engines.Cpu.Division;

/// <summary>
/// From the channels of a rank to those of all. Backward: if each rank computes a part of the next layer, its gradient
/// is that of its part, and they are summed; otherwise all have the same gradient.
/// </summary>
internal sealed class GatherStage : Stage, IExchangingStage
{
    private readonly ChannelExchange _exchange;
    private readonly bool _sums;

    /// <param name="context">The context of the network.</param>
    /// <param name="exchange">Exchanges channels.</param>
    /// <param name="input">Channels of this rank.</param>
    /// <param name="output">Channels of all ranks.</param>
    /// <param name="sums">Whether each rank computes a part of the next layer.</param>
    public GatherStage(EngineContext context, ChannelExchange exchange, FeatureMap input, FeatureMap output, bool sums)
        : base(context, input, output)
    {
        (_exchange, _sums) = (exchange, sums);
        // The next layer zeros the gradient where the ReLU was 0.
        output.Rectified = input.Rectified;
    }

    public override bool KeepsInput => false;

    public override bool KeepsOutput => false;

    public void RequestScratch(int maximumBatch) => _exchange.RequestScratch(Input, maximumBatch);

    public override void Forward() => _exchange.Gather(Input, Output);

    public override void Backward()
    {
        if (InputGradient is null)
            return;
        if (_sums)
            _exchange.SumParts(OutputGradient, InputGradient);
        else
            _exchange.KeepOwn(OutputGradient, InputGradient);
    }
}
