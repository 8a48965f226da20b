using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;

namespace AlexNetPS.Engines.Cpu.Division;

/// <summary>
/// From a layer that all ranks compute to one of which each computes a part: the gradients of the parts are summed.
/// </summary>
internal sealed class DivideStage(EngineContext context, ChannelExchange exchange, FeatureMap map)
    : Stage(context, map, map), IExchangingStage
{
    public override bool KeepsInput => false;

    public override bool KeepsOutput => false;

    public void RequestScratch(int maximumBatch) => exchange.RequestScratch(Input, maximumBatch);

    public override void Forward()
    {
    }

    public override void Backward() => exchange.Sum(OutputGradient);
}
