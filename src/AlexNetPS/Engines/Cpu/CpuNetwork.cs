using System.Diagnostics;
using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Engines.Cpu.Threads;
using AlexNetPS.Engines.Division;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// A network of the CPU engine: a sequence of stages. If ranks divide its layers, all of them make every call.
/// </summary>
internal sealed unsafe class CpuNetwork : INetwork
{
    private readonly EngineContext _context;
    private readonly FeatureMap _input;
    private readonly Stage[] _stages;
    private readonly IReadOnlyList<int> _lastStage;
    private readonly FeatureMap[] _maps;
    private readonly LeadingStages? _leading;
    private readonly Parameter[] _parameters;
    private readonly KeptGradients? _kept;
    private readonly WholeUpdate? _whole;
    private readonly LayerDivision? _division;
    private readonly DividedTensors? _divided;
    private readonly List<IDisposable> _memory = [];
    private GradientPass? _gradient;
    private readonly Dictionary<string, (Parameter Parameter, int Tensor)> _tensors = new(StringComparer.Ordinal);
    private readonly Action<int, int> _importImage;
    private readonly (long Forward, long Backward)[] _ticks;
    private readonly long[] _forwardTicks;
    private readonly float[] _logits;
    private float* _images;
    private float _loss;
    private int _pendingLogits;
    private bool _pending;
    private bool _averaged;
    private bool _disposed;

    public CpuNetwork(NetworkDefinition definition, NetworkOptions options, SimdLevel level)
    {
        Definition = definition;
        MaximumBatchSize = options.MaximumBatchSize;
        bool training = options.Optimizer is not null;
        var pool = new WorkerPool(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        _memory.Add(pool);
        try
        {
            _context = new EngineContext(KernelSet.For(level), pool,
                options.Optimizer)
            {
                Rates = LayerRates.Of(definition, options.Optimizer),
                Convolution = options.Convolution,
                KeepsGradients = Keeps(options),
            };
            _division = DivisionOf(definition, options);
            _divided = _division is null ? null : new(_division);
            StageBuilder builder = StageBuilder.Build(_context, definition, MaximumBatchSize, _division);
            _input = builder.Input;
            _stages = [.. builder.Stages];
            _ticks = [.. _stages.Select(_ => (long.MaxValue, long.MaxValue))];
            _forwardTicks = new long[_stages.Length];
            _memory.AddRange(_stages);
            _lastStage = builder.LastStage;
            var plan = new MemoryPlan(_input, _stages, MaximumBatchSize, training, pool.Workers);
            _leading = plan.Leading;
            _maps = [.. plan.Maps];

            Parameter[] parameters = _parameters = [.. _stages.SelectMany(stage => stage.Parameters)];
            long scratch = _context.ScratchBytes(pool.Workers);
            AvailableMemory.Check(definition, MaximumBatchSize,
                Bytes(plan, scratch, _stages, MaximumBatchSize, training));

            foreach (Parameter parameter in parameters.Where(parameter => !parameter.KeepsGradient || !parameter.Learns))
                parameter.Allocate();
            if (_context.KeepsGradients)
            {
                _kept = new KeptGradients(_stages, DataRanks(options), options.GradientSum);
                _memory.Add(_kept);
            }

            _memory.AddRange(plan.Allocate());
            foreach (Stage stage in _stages)
                stage.Allocate(MaximumBatchSize, training);
            var workspace = new NativeBuffer(scratch);
            _memory.Add(workspace);
            _context.WorkerScratchStart = workspace.Floats;
            _context.SharedScratch = workspace.Floats + _context.WorkerScratchFloats * pool.Workers;

            foreach (Parameter parameter in parameters)
                _tensors.Add(parameter.Description.Name, (parameter, 0));
            Parameters = [.. parameters.Select(Whole)];
            OptimizerState = [.. parameters.SelectMany(StateOf)];
            _logits = training ? new float[MaximumBatchSize * definition.Classes] : [];
            if (options.Optimizer is { } optimizer)
                _whole = new WholeUpdate(_context, optimizer, _kept, parameters, _divided);
        }
        catch
        {
            Dispose();
            throw;
        }

        _importImage = (image, _) => FeatureMapCopy.Import(_images + image * Definition.Input.Count, _input, image);
    }

    /// <summary>Returns the memory of a network, without allocating it.</summary>
    public static long MemoryBytes(NetworkDefinition definition, NetworkOptions options, SimdLevel level)
    {
        bool training = options.Optimizer is not null;
        using var pool = new WorkerPool(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        var context = new EngineContext(KernelSet.For(level), pool, options.Optimizer)
        {
            Rates = LayerRates.Of(definition, options.Optimizer),
            Convolution = options.Convolution,
            KeepsGradients = Keeps(options),
        };
        StageBuilder builder = StageBuilder.Build(context, definition, options.MaximumBatchSize,
            DivisionOf(definition, options));
        Stage[] stages = [.. builder.Stages];
        try
        {
            var plan = new MemoryPlan(builder.Input, stages, options.MaximumBatchSize, training, pool.Workers);
            return Bytes(plan, context.ScratchBytes(pool.Workers), stages, options.MaximumBatchSize, training);
        }
        finally
        {
            Array.ForEach(stages, stage => stage.Dispose());
        }
    }

    public NetworkDefinition Definition { get; }

    public int MaximumBatchSize { get; }

    public IReadOnlyList<TensorDescription> Parameters { get; }

    public IReadOnlyList<TensorDescription> OptimizerState { get; }

    public bool Averaged
    {
        get => _averaged;
        set
        {
            NetworkCall.CheckAverage(_context.Optimizer);
            if (value == _averaged)
                return;
            foreach (Parameter parameter in _parameters)
                parameter.SwapAverage();
            _averaged = value;
        }
    }

    public void Read(string name, Span<float> destination)
    {
        (Parameter parameter, int tensor) = Find(name, destination.Length);
        Read(parameter, destination, target =>
        {
            parameter.Read(tensor, (float*)target, _context);
            return true;
        });
    }

    public void Write(string name, ReadOnlySpan<float> source)
    {
        (Parameter parameter, int tensor) = Find(name, source.Length);
        if (_divided?.AreDivided(parameter.Description) == true)
            source = _divided.Own(source);
        fixed (float* values = source)
            parameter.Write(tensor, values, _context);
    }

    public void Forward(NetworkInput images, Span<float> logits)
    {
        Begin(images, logits.Length, Definition.Classes);
        Run(images.Values, _stages.Length, training: false);
        FeatureMapCopy.Export(_stages[^1].Output, logits);
    }

    public void Activations(NetworkInput images, string layer, Span<float> destination)
    {
        NetworkLayer wanted = Definition.Layer(layer);
        long size = wanted.OutputShape.Count, input = Definition.Input.Count;
        Begin(images, destination.Length, size);
        int last = _lastStage[wanted.Index], count = _context.Count, step =
            last < (_leading?.Count ?? 0) ? _leading!.Images : count;
        // The maps of leading stages do not hold the whole batch.
        for (int first = 0; first < count; first += step)
        {
            int part = Math.Min(step, count - first);
            SetCount(part);
            Run(images.Values.Slice((int)(first * input), (int)(part * input)), last + 1, training: false);
            ExportWhole(wanted, last, destination.Slice((int)(first * size), (int)(part * size)));
        }
    }

    public void LogitGradients(NetworkInput images, string layer, ReadOnlySpan<int> classes, Span<float> logits,
        Span<float> activations, Span<float> gradients)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        NetworkLayer wanted = Definition.Layer(layer);
        if (_division is not null)
            throw NetworkCall.Divided(_division.Ranks);

        int count = NetworkCall.Count(this, images, wanted, classes, logits.Length, activations.Length,
            gradients.Length);
        if (_gradient is null || _gradient.Layer != wanted || _gradient.MaximumBatch < count)
        {
            // The memory of the pass before is free before the next is allocated.
            _gradient?.Dispose();
            _gradient = null;
            _gradient = new GradientPass(Definition, wanted, _context, _parameters, count);
        }

        _gradient.Run(images.Values, classes, logits, activations, gradients);
    }

    public void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step)
    {
        NetworkCall.CheckStep(this, _context.Optimizer, _averaged, step, _pending ? 1 : 0);
        _context.Step = step;
        foreach (Parameter parameter in _parameters)
            parameter.Begin(step);
        if (_kept is not null && targets.IsEmpty)
            SkipImages(step);
        else
            Learn(images, targets, step);
        if (step.Ends)
            _kept?.Complete(0);
        _whole!.Run(step);
        (_pending, _pendingLogits) = (true, targets.Length);
    }

    public float EndStep(Span<float> logits)
    {
        NetworkCall.CheckEnd(_pending ? 1 : 0, _pendingLogits, logits.Length);
        _logits.AsSpan(0, _pendingLogits).CopyTo(logits);
        (_pending, _pendingLogits) = (false, 0);
        return _loss;
    }

    public bool ReadGradient(string parameter, Span<float> destination)
    {
        (Parameter found, int tensor) = Find(parameter, destination.Length);
        NetworkCall.CheckParameter(parameter, tensor == 0);
        return Read(found, destination, target => found.ReadGradient((float*)target, _context));
    }

    /// <summary>Clock of <see cref="Profile"/>, in ticks of <see cref="Stopwatch"/>.</summary>
    internal Func<long> Clock { get; set; } = Stopwatch.GetTimestamp;

    /// <summary>The shortest time of each stage since the network was created, for benchmarks.</summary>
    internal IEnumerable<(Stage Stage, double Forward, double Backward)> Profile =>
        _stages.Select((stage, i) => (stage, Milliseconds(_ticks[i].Forward), Milliseconds(_ticks[i].Backward)));

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _gradient?.Dispose();
        foreach (IDisposable item in _memory)
            item.Dispose();
    }

    private static bool Keeps(NetworkOptions options) => options.Optimizer is { } optimizer
        && (optimizer.KeepsGradients || DataRanks(options) is not null);

    private static IRankGroup? DataRanks(NetworkOptions options) =>
        options.Parallelism == Parallelism.Data ? options.Ranks : null;

    private static LayerDivision? DivisionOf(NetworkDefinition definition, NetworkOptions options) =>
        options is { Parallelism: Parallelism.Model, Ranks: { Size: > 1 } ranks } ? new(definition, ranks) : null;

    private TensorDescription Whole(Parameter parameter) => _divided?.Whole(parameter.Description) ?? parameter.Description;

    /// <summary>Reads a tensor in the shape of a parameter, of which this rank may have a part.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="destination">Receives the whole tensor.</param>
    /// <param name="read">Reads what this rank has; returns whether there is something.</param>
    private bool Read(Parameter parameter, Span<float> destination, Func<nint, bool> read)
    {
        if (_divided?.AreDivided(parameter.Description) != true)
        {
            fixed (float* target = destination)
                return read((nint)target);
        }

        using var own = new NativeBuffer(parameter.Description.Count * sizeof(float));
        if (!read((nint)own.Floats))
            return false;
        _divided.Gather(new(own.Floats, (int)parameter.Description.Count), destination);
        return true;
    }

    private void Learn(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step)
    {
        Begin(images, targets.Length, Definition.Classes);
        Run(images.Values, _stages.Length, training: true);
        Span<float> logits = _logits.AsSpan(0, targets.Length);
        FeatureMapCopy.Export(_stages[^1].Output, logits);
        _loss = SoftmaxCrossEntropy.Loss(logits, targets, _stages[^1].OutputGradient);
        for (int i = _stages.Length - 1; i >= 0 && _stages[i].OutputGradient is not null; i--)
        {
            long start = Clock();
            _stages[i].Backward();
            _ticks[i].Backward = Math.Min(_ticks[i].Backward, Clock() - start);
            if (step.Ends)
                _kept?.Complete(i);
        }
    }

    // The others have images in this step, and wait for the gradient.
    private void SkipImages(in TrainStep step)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _loss = 0;
        if (step.Begins)
            _kept!.Clear();
    }

    private static double Milliseconds(long ticks) => ticks == long.MaxValue ? 0 : ticks * 1e3 / Stopwatch.Frequency;

    private IEnumerable<TensorDescription> StateOf(Parameter parameter)
    {
        foreach ((int tensor, string suffix) in parameter.States())
        {
            TensorDescription description = Whole(parameter) with { Name = parameter.Description.Name + suffix };
            _tensors.Add(description.Name, (parameter, tensor));
            yield return description;
        }
    }

    private static long Bytes(MemoryPlan plan, long scratch, Stage[] stages, int batch, bool training) =>
        plan.Bytes + scratch + stages.Sum(stage => stage.Parameters.Sum(parameter => parameter.Bytes))
        + stages.Sum(stage => stage.OwnBytes(batch, training));

    private (Parameter Parameter, int Tensor) Find(string name, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return NetworkCall.Find(this, _tensors, name, found => Whole(found.Parameter).Count, length);
    }

    private void Begin(NetworkInput images, int outputs, long outputsPerImage)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SetCount(NetworkCall.Count(this, images, outputs, outputsPerImage));
    }

    private void SetCount(int count)
    {
        _context.Count = count;
        foreach (FeatureMap map in _maps)
            map.SetCount(count);
    }

    private void ExportWhole(NetworkLayer layer, int stage, Span<float> destination)
    {
        if (_division?.Layers[layer.Index].IsDivided != true)
        {
            Export(layer, stage, destination);
            return;
        }

        float[] own = new float[destination.Length / _division.Ranks.Size];
        Export(layer, stage, own);
        _divided!.GatherChannels(own, destination, _context.Count);
    }

    private void Export(NetworkLayer layer, int stage, Span<float> destination)
    {
        if (stage >= 0 && _stages[stage] is NormalizedPoolStage both
            && layer.Definition is LocalResponseNormalizationDefinition)
        {
            both.ExportNormalized(destination);
        }
        else
        {
            FeatureMapCopy.Export(stage < 0 ? _input : _stages[stage].Output, destination);
        }
    }

    private void Run(ReadOnlySpan<float> images, int stages, bool training)
    {
        int leading = Math.Min(_leading?.Count ?? 0, stages);
        Array.Clear(_forwardTicks);
        fixed (float* source = images)
        {
            _images = source;
            if (leading == 0)
                _context.Pool.Run(_context.Count, _importImage);
            else
                RunLeading(leading);
        }

        for (int i = leading; i < stages; i++)
        {
            if (training || !_stages[i].TrainingOnly)
                Forward(i);
        }

        for (int i = 0; i < stages; i++)
        {
            // A stage that is active only in training may not have run.
            if (_forwardTicks[i] > 0)
                _ticks[i].Forward = Math.Min(_ticks[i].Forward, _forwardTicks[i]);
        }
    }

    private void RunLeading(int stages)
    {
        LeadingStages leading = _leading!;
        float* images = _images;
        for (int first = 0; first < _context.Count; first += leading.Images)
        {
            int count = Math.Min(leading.Images, _context.Count - first);
            leading.Select(first, count);
            _images = images + first * Definition.Input.Count;
            _context.Pool.Run(count, _importImage);
            for (int i = 0; i < stages; i++)
                Forward(i);
        }

        leading.Output!.SetCount(_context.Count);
    }

    private void Forward(int stage)
    {
        long start = Clock();
        _stages[stage].Forward();
        _forwardTicks[stage] += Clock() - start;
    }
}
