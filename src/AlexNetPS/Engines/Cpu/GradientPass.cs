using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Forward to the logits and back to the output of one layer, in evaluation mode. The stages are those of training, a
/// second time and with maps of their own, so that nothing of a training step is touched and a network that only
/// predicts has them too. They use the weights of the network in place.
/// </summary>
internal sealed unsafe class GradientPass : IDisposable
{
    private readonly NetworkDefinition _definition;
    private readonly EngineContext _context;
    private readonly FeatureMap _input;
    private readonly Stage[] _stages;
    private readonly FeatureMap[] _maps;
    private readonly int _last;
    private readonly List<IDisposable> _memory = [];
    private readonly Action<int, int> _importImage;
    private float* _images;

    /// <param name="definition">The network.</param>
    /// <param name="layer">The layer at whose output the gradient is wanted.</param>
    /// <param name="owner">Context of the network, whose kernels and threads are used.</param>
    /// <param name="parameters">All parameters of the network.</param>
    /// <param name="batch">Maximum number of images.</param>
    /// <exception cref="EngineException">Not enough memory, or the output of the layer is the image.</exception>
    public GradientPass(NetworkDefinition definition, NetworkLayer layer, EngineContext owner,
        IEnumerable<Parameter> parameters, int batch)
    {
        (_definition, Layer, MaximumBatch) = (definition, layer, batch);
        _context = new EngineContext(owner.Kernels, owner.Pool, optimizer: null)
        {
            Rates = owner.Rates,
            Convolution = owner.Convolution,
            Lent = parameters.ToDictionary(parameter => parameter.Description.Name),
        };
        StageBuilder builder = StageBuilder.BuildGradient(_context, definition, layer, batch);
        _input = builder.Input;
        _stages = [.. builder.Stages];
        _last = builder.LastStage[layer.Index];
        _memory.AddRange(_stages);
        var plan = new MemoryPlan(_input, _stages, batch, training: true, owner.Pool.Workers);
        _maps = [.. plan.Maps];
        long scratch = _context.ScratchBytes(owner.Pool.Workers);
        try
        {
            AvailableMemory.Check(definition, batch,
                plan.Bytes + scratch + _stages.Sum(stage => stage.OwnBytes(batch, HasGradient(stage))));
            _memory.AddRange(plan.Allocate());
            foreach (Stage stage in _stages)
                stage.Allocate(batch, HasGradient(stage));
            var workspace = new NativeBuffer(scratch);
            _memory.Add(workspace);
            _context.WorkerScratchStart = workspace.Floats;
            _context.SharedScratch = workspace.Floats + _context.WorkerScratchFloats * owner.Pool.Workers;
        }
        catch
        {
            Dispose();
            throw;
        }

        _importImage = (image, _) => FeatureMapCopy.Import(_images + image * _definition.Input.Count, _input, image);
    }

    public NetworkLayer Layer { get; }

    public int MaximumBatch { get; }

    /// <summary>Computes what <see cref="INetwork.LogitGradients"/> returns; lengths are checked.</summary>
    public void Run(ReadOnlySpan<float> images, ReadOnlySpan<int> classes, Span<float> logits,
        Span<float> activations, Span<float> gradients)
    {
        _context.Count = classes.Length;
        foreach (FeatureMap map in _maps)
            map.SetCount(classes.Length);
        fixed (float* source = images)
        {
            _images = source;
            _context.Pool.Run(classes.Length, _importImage);
        }

        for (int i = 0; i < _stages.Length; i++)
        {
            _stages[i].Forward();
            // Now, because the next stage may work in place or share the memory.
            if (i == _last)
                FeatureMapCopy.Export(_stages[i].Output, activations);
        }

        FeatureMapCopy.Export(_stages[^1].Output, logits);
        bool isLogits = _last == _stages.Length - 1;
        if (isLogits)
            gradients.Clear();
        else
            ClearGradient();
        for (int image = 0; image < classes.Length; image++)
        {
            int label =
                NetworkCall.ClassOf(classes[image], logits.Slice(image * _definition.Classes, _definition.Classes));
            if (isLogits)
                gradients[image * _definition.Classes + label] = 1;
            else
                LogitGradient(image, label) = 1;
        }

        if (isLogits)
            return;
        for (int i = _stages.Length - 1; i > _last; i--)
            _stages[i].Backward();
        FeatureMapCopy.Export(_stages[_last + 1].InputGradient!, gradients);
    }

    public void Dispose()
    {
        foreach (IDisposable item in _memory)
            item.Dispose();
    }

    private static bool HasGradient(Stage stage) => stage.OutputGradient is not null;

    private void ClearGradient()
    {
        FeatureMap gradient = _stages[^1].OutputGradient;
        for (int block = 0; block < gradient.Blocks; block++)
            new Span<float>(gradient.Block(0, block), gradient.Width * BlockedLayout.Lanes).Clear();
    }

    private ref float LogitGradient(int image, int label) => ref _stages[^1].OutputGradient.Block(
        0, label / BlockedLayout.Lanes)[(long)image * BlockedLayout.Lanes + label % BlockedLayout.Lanes];
}
