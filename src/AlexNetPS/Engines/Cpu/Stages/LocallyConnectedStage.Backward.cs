using System.Runtime.CompilerServices;
using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <content>
/// Backward. dw of a place = sum over images of dy * x: images are steps. dx of a pixel = sum over the windows that
/// contain it of dy * w, with the weights of each place transposed to [input panel][tap][output block][16 outputs][32
/// inputs].
/// </content>
internal sealed unsafe partial class LocallyConnectedStage
{
    private readonly Action<int, int> _biasGradient, _transpose, _weightGradient, _inputGradient;
    private NativeBuffer? _transposed;

    private int InputPanels => (Input.Blocks + 1) / 2;

    /// <summary>Floats of the transposed weights of a tap.</summary>
    private long TapFloats => (long)Output.Blocks * BlockedLayout.Lanes * BlockedLayout.Panel;

    private long TransposedFloats => InputGradient is null ? 0 : Places * InputPanels * Taps * TapFloats;

    private int* OutputOffsets => InputTaps + Packing.Segments;

    // Weight gradients of the taps of an input block, then one of its pixels and two of dy for all images.
    public void RequestScratch(int maximumBatch) => Context.RequestScratch(
        (long)Taps * BlockedLayout.Lanes * BlockedLayout.Panel + 3L * maximumBatch * BlockedLayout.Lanes);

    public override void Backward()
    {
        // The weights from before the update.
        if (InputGradient is not null)
            Context.Pool.Run(Places * InputPanels, _transpose);
        if (Learns)
        {
            Context.Pool.Run(Places * Packing.Panels, _biasGradient);
            Context.Pool.Run(Places * Packing.Panels, _weightGradient);
            UpdateBiases();
        }

        // Last, because the gradient may overwrite the input.
        if (InputGradient is not null)
            Context.Pool.Run(Input.Shape.Height * Input.Shape.Width * InputPanels, _inputGradient);
    }

    private void AllocateGradient()
    {
        for (int block = 0; block < Output.Blocks; block++)
            OutputOffsets[block] = block * OutputGradient.BlockPitch;
        if (TransposedFloats > 0)
            _transposed = new NativeBuffer(TransposedFloats * sizeof(float));
    }

    private void BiasGradientUnit(int unit, int worker)
    {
        int place = unit / Packing.Panels, first = unit % Packing.Panels * 2;
        for (int half = 0; half < 2 && first + half < Output.Blocks; half++)
        {
            float* sum = BiasGradient + (long)unit * BlockedLayout.Panel + half * BlockedLayout.Lanes;
            float* dy = PlaceOf(OutputGradient, first + half, place);
            for (int image = 0; image < Context.Count; image++, dy += OutputGradient.ImagePitch)
                Context.Kernels.AddScaled(sum, dy, 1, replace: image == 0, BlockedLayout.Lanes);
        }
    }

    private void WeightGradientUnit(int unit, int worker)
    {
        int place = unit / Packing.Panels, first = unit % Packing.Panels * 2;
        bool two = first + 1 < Output.Blocks;
        int zero = 0;
        long tapFloats = BlockedLayout.Lanes * BlockedLayout.Panel, start = unit * Packing.PanelFloats;
        // Images lie a power of two apart, or nearly: in place their pixels would evict each other.
        float* gradient = Context.WorkerScratch(worker), x = gradient + Taps * tapFloats;
        float* dy = x + (long)Context.Count * BlockedLayout.Lanes;
        var job = new TileJob
        {
            X = x,
            Offsets = &zero,
            Segments = 1,
            Length = Context.Count,
            XPixel = 1,
            XStep = BlockedLayout.Lanes,
            A = dy,
            B = two ? dy + (long)Context.Count * BlockedLayout.Lanes : null,
            VectorStep = BlockedLayout.Lanes,
            OutPixel = BlockedLayout.Panel,
            Pixels = BlockedLayout.Lanes,
        };
        Gather(PlaceOf(OutputGradient, first, place), OutputGradient.ImagePitch, dy);
        if (two)
            Gather(PlaceOf(OutputGradient, first + 1, place), OutputGradient.ImagePitch, job.B);
        else
            new Span<float>(gradient, (int)(Taps * tapFloats)).Clear();
        for (int block = 0; block < Input.Blocks; block++, start += Taps * tapFloats)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                Gather(WindowOf(place) + InputTaps[block * Taps + tap], Input.ImagePitch, x);
                job.OutA = gradient + tap * tapFloats;
                job.OutB = two ? job.OutA + BlockedLayout.Lanes : null;
                Context.Kernels.Multiply(job);
            }

            UpdateWeights(start, gradient, Taps * tapFloats);
        }
    }

    /// <summary>Copies a pixel of one block of each image.</summary>
    private void Gather(float* source, long imagePitch, float* target)
    {
        for (int image = 0; image < Context.Count; image++, source += imagePitch, target += BlockedLayout.Lanes)
            Unsafe.CopyBlock(target, source, BlockedLayout.Lanes * sizeof(float));
    }

    private void TransposeUnit(int unit, int worker)
    {
        int place = unit / InputPanels, firstBlock = unit % InputPanels * 2;
        float* target = _transposed!.Floats + unit * Taps * TapFloats;
        for (int tap = 0; tap < Taps; tap++)
        {
            for (int output = 0; output < Output.Blocks * BlockedLayout.Lanes; output++, target += BlockedLayout.Panel)
            {
                float* source = Weights.Values
                    + ((long)place * Packing.Panels + output / BlockedLayout.Panel) * Packing.PanelFloats
                    + output % BlockedLayout.Panel;
                for (int input = 0; input < BlockedLayout.Panel; input++)
                {
                    int block = firstBlock + input / BlockedLayout.Lanes;
                    target[input] = block < Input.Blocks
                        ? source[(((long)block * Taps + tap) * BlockedLayout.Lanes + input % BlockedLayout.Lanes)
                            * BlockedLayout.Panel]
                        : 0;
                }
            }
        }
    }

    private void InputGradientUnit(int unit, int worker)
    {
        int pixel = unit / InputPanels, panel = unit % InputPanels;
        int y = pixel / Input.Shape.Width, x = pixel % Input.Shape.Width;
        float* sum = Context.WorkerScratch(worker);
        var job = new TileJob
        {
            Offsets = OutputOffsets,
            Segments = Output.Blocks,
            Length = BlockedLayout.Lanes,
            XPixel = (nint)OutputGradient.ImagePitch,
            XStep = 1,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Lanes * BlockedLayout.Panel,
            OutA = sum,
            OutB = sum + BlockedLayout.Lanes,
            OutPixel = BlockedLayout.Panel,
            Pixels = Context.Count,
        };
        (int top, int bottom) = _rows.WindowsOf(y);
        (int left, int right) = _columns.WindowsOf(x);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                int place = row * _columns.Output + column;
                int tap = (y + _rows.Before - row * _definition.Stride) * _definition.Kernel
                    + x + _columns.Before - column * _definition.Stride;
                job.X = PlaceOf(OutputGradient, 0, place);
                job.A = _transposed!.Floats + (((long)place * InputPanels + panel) * Taps + tap) * TapFloats;
                job.B = job.A + BlockedLayout.Lanes;
                Context.Kernels.Multiply(job);
                job.Accumulate = true;
            }
        }

        // With a stride a pixel may be in no window.
        if (!job.Accumulate)
            new Span<float>(sum, Context.Count * BlockedLayout.Panel).Clear();
        Store(sum, panel * 2, y, x);
    }

    private void Store(float* sum, int firstBlock, int y, int x)
    {
        FeatureMap dx = InputGradient!;
        for (int half = 0; half < 2 && firstBlock + half < Input.Blocks; half++)
        {
            for (int image = 0; image < Context.Count; image++)
            {
                float* from = sum + image * BlockedLayout.Panel + half * BlockedLayout.Lanes;
                float* to = dx.Block(image, firstBlock + half) + y * dx.RowPitch + x * BlockedLayout.Lanes;
                if (Input.Rectified)
                {
                    Context.Kernels.ReluGradient(from, Input.Block(image, firstBlock + half) + y * Input.RowPitch
                        + x * BlockedLayout.Lanes, to, BlockedLayout.Lanes);
                }
                else
                {
                    Context.Kernels.AddScaled(to, from, 1, replace: true, BlockedLayout.Lanes);
                }
            }
        }
    }
}
