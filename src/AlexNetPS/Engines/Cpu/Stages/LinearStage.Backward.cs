using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <content>
/// Backward. dx[n][k] = sum over o of dy[n][o] * w[o][k] is computed transposed, with images as vector lanes and
/// weights broadcast, because the packed weights are contiguous in o. dw[o][k] = sum over n of dy[n][o] * x[n][k] is
/// applied immediately.
/// </content>
internal sealed unsafe partial class LinearStage
{
    // Panels of 32 outputs summed together: their dy, for the whole batch, stays in the L2 cache.
    private const int OutputPanels = 32;

    // Inputs per unit of the input gradient.
    private const int InputUnit = 224;

    // Inputs per register tile.
    private const int InputTile = 14;

    // Input blocks per unit of the weight gradient.
    private const int GradientBlocks = 16;

    private readonly Action<int, int> _transposeGradient, _inputGradient, _turnInputGradient, _weightGradient;

    private int Inputs => Packing.Segments * BlockedLayout.Lanes;

    private int PaddedOutputs => Packing.Panels * BlockedLayout.Panel;

    private int ImagePanels => BlockedLayout.Panels(Context.Count);

    /// <summary>dy as [panel of 32 images][output][32].</summary>
    private float* TurnedGradient => Context.SharedScratch;

    /// <summary>dx as [panel of 32 images][input][32].</summary>
    private float* TurnedInputGradient => Context.SharedScratch
        + (long)ImagePanels * PaddedOutputs * BlockedLayout.Panel;

    public void RequestScratch(int maximumBatch) => Context.RequestScratch(
        GradientBlocks * BlockedLayout.Lanes * BlockedLayout.Panel,
        (long)BlockedLayout.Panels(maximumBatch) * BlockedLayout.Panel
            * (PaddedOutputs + (InputGradient is null ? 0 : Inputs)));

    public override void Backward()
    {
        FinishOutputGradient();
        if (InputGradient is not null)
        {
            Context.Pool.Run(Packing.Panels, _transposeGradient);
            Context.Pool.Run((Inputs + InputUnit - 1) / InputUnit, _inputGradient);
        }

        if (Learns)
        {
            Context.Pool.Run(Packing.Panels * ((Packing.Segments + GradientBlocks - 1) / GradientBlocks),
                _weightGradient);
            UpdateBiases();
        }

        // Last, because the gradient may overwrite the input.
        if (InputGradient is not null)
            Context.Pool.Run(InputGradient.Blocks, _turnInputGradient);
    }

    private void TransposeGradientUnit(int panel, int worker)
    {
        int count = Context.Count;
        for (int half = 0; half < 2; half++)
        {
            int block = 2 * panel + half;
            bool exists = block < OutputGradient.Blocks;
            float* source = exists ? OutputGradient.Block(0, block) : null;
            for (int image = 0; image < ImagePanels * BlockedLayout.Panel; image++)
            {
                float* target = TurnedGradient
                    + ((long)(image / BlockedLayout.Panel) * PaddedOutputs + block * BlockedLayout.Lanes)
                        * BlockedLayout.Panel + image % BlockedLayout.Panel;
                for (int o = 0; o < BlockedLayout.Lanes; o++)
                {
                    target[o * BlockedLayout.Panel] = exists && image < count
                        ? source[image * BlockedLayout.Lanes + o]
                        : 0;
                }
            }
        }
    }

    private void InputGradientUnit(int unit, int worker)
    {
        int first = unit * InputUnit, last = Math.Min(first + InputUnit, Inputs);
        var job = new TileJob
        {
            Length = BlockedLayout.Panel,
            XPixel = BlockedLayout.Panel,
            XStep = 1,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Panel * BlockedLayout.Panel,
            OutPixel = BlockedLayout.Panel,
        };
        for (int panel = 0; panel < Packing.Panels; panel += OutputPanels)
        {
            job.Offsets = PanelOffsets + panel;
            job.Segments = Math.Min(OutputPanels, Packing.Panels - panel);
            job.Accumulate = panel > 0;
            for (int input = first; input < last; input += InputTile)
            {
                job.X = Weights.Values + (long)input * BlockedLayout.Panel;
                job.Pixels = Math.Min(InputTile, last - input);
                for (int images = 0; images < ImagePanels; images++)
                {
                    bool two = images * BlockedLayout.Panel + BlockedLayout.Lanes < Context.Count;
                    job.A = TurnedGradient
                        + ((long)images * PaddedOutputs + panel * BlockedLayout.Panel) * BlockedLayout.Panel;
                    job.B = two ? job.A + BlockedLayout.Lanes : null;
                    job.OutA = TurnedInputGradient + ((long)images * Inputs + input) * BlockedLayout.Panel;
                    job.OutB = two ? job.OutA + BlockedLayout.Lanes : null;
                    // The offsets count from the first panel, the weights from X.
                    Context.Kernels.Multiply(job);
                }
            }
        }
    }

    private void TurnInputGradientUnit(int block, int worker)
    {
        float* target = InputGradient!.Block(0, block), x = Input.Block(0, block);
        for (int image = 0; image < Context.Count; image++, target += BlockedLayout.Lanes, x += BlockedLayout.Lanes)
        {
            float* source = TurnedInputGradient
                + ((long)(image / BlockedLayout.Panel) * Inputs + block * BlockedLayout.Lanes) * BlockedLayout.Panel
                + image % BlockedLayout.Panel;
            for (int i = 0; i < BlockedLayout.Lanes; i++)
                target[i] = Input.Rectified && !(x[i] > 0) ? 0 : source[i * BlockedLayout.Panel];
        }
    }

    private void WeightGradientUnit(int unit, int worker)
    {
        int chunks = (Packing.Segments + GradientBlocks - 1) / GradientBlocks, panel = unit / chunks, first =
            unit % chunks * GradientBlocks;
        int blocks = Math.Min(GradientBlocks, Packing.Segments - first), zero = 0;
        bool two = 2 * panel + 1 < OutputGradient.Blocks;
        float* sums = Context.WorkerScratch(worker);
        if (!two)
            new Span<float>(sums, blocks * BlockedLayout.Lanes * BlockedLayout.Panel).Clear();
        var job = new TileJob
        {
            Offsets = &zero,
            Segments = 1,
            Length = Context.Count,
            XPixel = 1,
            XStep = BlockedLayout.Lanes,
            A = OutputGradient.Block(0, 2 * panel),
            B = two ? OutputGradient.Block(0, 2 * panel + 1) : null,
            VectorStep = BlockedLayout.Lanes,
            OutPixel = BlockedLayout.Panel,
            Pixels = BlockedLayout.Lanes,
        };
        for (int block = 0; block < blocks; block++)
        {
            job.X = Input.Block(0, first + block);
            job.OutA = sums + block * BlockedLayout.Lanes * BlockedLayout.Panel;
            job.OutB = two ? job.OutA + BlockedLayout.Lanes : null;
            Context.Kernels.Multiply(job);
        }

        UpdateWeights(
            panel * Packing.PanelFloats + (long)first * BlockedLayout.Lanes * BlockedLayout.Panel,
            sums,
            (long)blocks * BlockedLayout.Lanes * BlockedLayout.Panel);
    }
}
