using AlexNetPS.Engines.Cpu.Division;
using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Local response normalization across channels (paper section 3.3). Backward recomputes the scale from the input. If
/// ranks have parts of the channels, windows at the borders reach those of the neighbors.
/// </summary>
internal sealed unsafe class NormalizationStage : Stage, IExchangingStage
{
    private readonly LocalResponseNormalizationDefinition _definition;
    private readonly Action<int, int> _forward, _backward;
    private readonly NeighborChannels? _neighbors, _neighborGradients;

    /// <param name="context">The context of the network.</param>
    /// <param name="input">Input.</param>
    /// <param name="output">Output.</param>
    /// <param name="definition">The layer.</param>
    /// <param name="ranks">The ranks that have the other channels; null if all are there.</param>
    public NormalizationStage(EngineContext context, FeatureMap input, FeatureMap output,
        LocalResponseNormalizationDefinition definition, IRankGroup? ranks = null)
        : base(context, input, output)
    {
        _definition = definition;
        _forward = (image, worker) => Rows(image, worker, backward: false);
        _backward = (image, worker) => Rows(image, worker, backward: true);
        int reach = definition.Size / 2;
        context.RequestScratch(NormalizationJob.ScratchFloats(input.Blocks, reach, ranks is not null));
        if (ranks is not null && reach > 0)
        {
            // The gradient needs the sums of neighbors too, which reach as far again.
            _neighbors = new(context, ranks, 2 * reach);
            _neighborGradients = new(context, ranks, reach);
        }
    }

    public override bool KeepsInput => true;

    public override bool KeepsOutput => false;

    // A flat map is one image whose pixels are the batch.
    private int Units => Input.Images * Input.Height;

    public override long OwnBytes(int maximumBatch, bool training) => (_neighbors?.Bytes(Input, maximumBatch) ?? 0)
        + (training ? _neighborGradients?.Bytes(Input, maximumBatch) ?? 0 : 0);

    public override void Allocate(int maximumBatch, bool training)
    {
        _neighbors?.Allocate(Input, maximumBatch);
        if (training)
            _neighborGradients?.Allocate(Input, maximumBatch);
    }

    public void RequestScratch(int maximumBatch) => _neighbors?.RequestScratch(Input, maximumBatch);

    public override void Forward()
    {
        _neighbors?.Exchange(Input);
        Context.Pool.Run(Units, _forward);
    }

    public override void Backward()
    {
        _neighborGradients?.Exchange(OutputGradient);
        Context.Pool.Run(Units, _backward);
    }

    public override void Dispose()
    {
        _neighbors?.Dispose();
        _neighborGradients?.Dispose();
    }

    private void Rows(int unit, int worker, bool backward)
    {
        int image = unit / Input.Height, row = unit % Input.Height;
        NormalizationJob job = NormalizationJob.For(_definition, Input, image, row, Context.WorkerScratch(worker));
        if (_neighbors is not null)
        {
            job.XBefore = _neighbors.Before(image, row);
            job.XAfter = _neighbors.After(image, row);
        }

        if (backward)
        {
            job.Dy = OutputGradient.Block(image, 0) + row * OutputGradient.RowPitch;
            job.DyBlock = OutputGradient.BlockPitch;
            job.Dx = InputGradient!.Block(image, 0) + row * InputGradient.RowPitch;
            job.DxBlock = InputGradient.BlockPitch;
            if (_neighborGradients is not null)
            {
                job.DyBefore = _neighborGradients.Before(image, row);
                job.DyAfter = _neighborGradients.After(image, row);
            }

            Context.Kernels.NormalizeGradient(job);
        }
        else
        {
            job.Y = Output.Block(image, 0) + row * Output.RowPitch;
            job.YBlock = Output.BlockPitch;
            Context.Kernels.Normalize(job);
        }
    }
}
