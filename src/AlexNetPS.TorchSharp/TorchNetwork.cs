using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;
using AlexNetPS.TorchSharp.Updates;

namespace AlexNetPS.TorchSharp;

/// <summary>A libtorch network: one replica, or several that share each batch.</summary>
internal sealed class TorchNetwork : INetwork
{
    // Host memory for pending float images (8-bit pixels need a quarter), and the maximum number of pending steps that
    // is useful.
    private const long PendingBytes = 512L << 20;
    private const int FewestPendingSteps = 2, MaxPendingSteps = 16;

    private readonly OptimizerDefinition? _optimizer;
    private readonly Queue<StepResult> _pending = new();
    private readonly bool _tf32;
    private readonly string _device;
    private readonly List<Replica> _replicas = [];
    private readonly IReadOnlyList<IReadOnlyList<TorchParameter>> _parameters;
    private readonly Dictionary<string, (TensorDescription Description, Func<Tensor[]> Parts)> _tensors =
        new(StringComparer.Ordinal);
    private readonly RankGradients? _ranks;
    private readonly IReadOnlyList<Segment> _segments = Segment.Whole;
    private bool _averaged, _disposed;

    /// <param name="definition">The network.</param>
    /// <param name="options">Batch size and optimizer.</param>
    /// <param name="devices">The devices of each replica.</param>
    public TorchNetwork(NetworkDefinition definition, NetworkOptions options,
        IReadOnlyList<IReadOnlyList<TorchDevice>> devices)
    {
        Definition = definition;
        MaximumBatchSize = options.MaximumBatchSize;
        MaximumPendingSteps = devices.SelectMany(group => group).Any(device => device.IsGpu)
            ? (int)Math.Clamp(PendingBytes / (sizeof(float) * MaximumBatchSize * definition.Input.Count),
                FewestPendingSteps, MaxPendingSteps)
            : FewestPendingSteps;
        _optimizer = options.Optimizer;
        _tf32 = options.Precision == NetworkPrecision.TF32;
        _device = options.Device;
        ScalarType type = options.Precision == NetworkPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        if (_optimizer is not null && LayerRates.Of(definition, _optimizer).Values.All(rates => !rates.Learns))
            throw NetworkCall.AllFrozen();
        try
        {
            foreach (IReadOnlyList<TorchDevice> group in devices)
            {
                _replicas.Add(new(definition, group, _optimizer, type, keepsState: _replicas.Count == 0,
                    buffers: MaximumPendingSteps + 1));
            }

            _parameters = [.. _replicas.Select(replica => (IReadOnlyList<TorchParameter>)[.. replica.Parameters])];
            Learning = [.. _parameters.Select(
                all => (IReadOnlyList<TorchParameter>)[.. all.Where(parameter => parameter.Learns)])];
            if (options.Ranks is { } ranks && _optimizer is not null)
            {
                _ranks = new(ranks, options.GradientSum, devices[0],
                    Learning[0].Sum(parameter => parameter.Description.Count));
                _segments = Segment.Of(_replicas[0].Layers, RankGradients.BucketValues);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        foreach (TorchParameter parameter in _parameters[0])
            _tensors.Add(parameter.Description.Name, (parameter.Description, () => parameter.Values));
        Parameters = [.. _parameters[0].Select(parameter => parameter.Description)];
        OptimizerState = [.. _parameters[0].SelectMany(StateOf)];
    }

    /// <summary>The parameters of each replica that the optimizer updates.</summary>
    internal IReadOnlyList<IReadOnlyList<TorchParameter>> Learning { get; }

    public NetworkDefinition Definition { get; }

    public int MaximumBatchSize { get; }

    public bool AcceptsBytes => true;

    public int MaximumPendingSteps { get; }

    public IReadOnlyList<TensorDescription> Parameters { get; }

    public IReadOnlyList<TensorDescription> OptimizerState { get; }

    public bool Averaged
    {
        get => _averaged;
        set
        {
            NetworkCall.CheckAverage(_optimizer);
            if (value == _averaged)
                return;
            foreach (TorchParameter parameter in _parameters[0])
                parameter.SwapAverage();
            _averaged = value;
            Share();
        }
    }

    public void Read(string name, Span<float> destination) =>
        TorchParameter.Read(Find(name, destination.Length), destination);

    public void Write(string name, ReadOnlySpan<float> source)
    {
        Tensor[] parts = Find(name, source.Length);
        using (torch.no_grad())
            TorchParameter.Write(parts, source);
        Share();
    }

    public void Forward(NetworkInput images, Span<float> logits) =>
        Evaluate(images, logits, Definition.Layers.Count - 1);

    public void Activations(NetworkInput images, string layer, Span<float> destination)
    {
        Evaluate(images, destination, LastOf(Definition.Layer(layer)));
    }

    public void LogitGradients(NetworkInput images, string layer, ReadOnlySpan<int> classes, Span<float> logits,
        Span<float> activations, Span<float> gradients)
    {
        NetworkLayer wanted = Definition.Layer(layer);
        Begin();
        int count = NetworkCall.Count(this, images, wanted, classes, logits.Length, activations.Length,
            gradients.Length);
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            foreach ((Replica replica, int first, int some) in Parts(count))
            {
                (Tensor own, Tensor outputs, Tensor slopes) = replica.Differentiate(
                    images.Slice(first, some, Definition.Input), some, LastOf(wanted), classes.Slice(first, some));
                Receive(own, ref logits);
                Receive(outputs, ref activations);
                Receive(slopes, ref gradients);
            }
        }
        catch (ExternalException e)
        {
            throw DeviceFailure.During(e, count, _device);
        }
    }

    public void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step)
    {
        NetworkCall.CheckStep(this, _optimizer, _averaged, step, _pending.Count);
        // A rank may have no images in a step of the others.
        bool skips = _ranks is not null && targets.IsEmpty;
        if (skips)
            Begin();
        int count = skips ? 0 : Begin(images, targets.Length, Definition.Classes);
        try
        {
            _pending.Enqueue(Learn(images, targets, count, step));
        }
        catch (ExternalException e)
        {
            throw DeviceFailure.During(e, count, _device);
        }
    }

    public float EndStep(Span<float> logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        NetworkCall.CheckEnd(_pending.Count,
            _pending.TryPeek(out StepResult? first) ? first.Images * Definition.Classes : 0, logits.Length);
        StepResult step = _pending.Dequeue();
        try
        {
            return step.Receive(logits);
        }
        catch (ExternalException e)
        {
            throw DeviceFailure.During(e, step.Images, _device);
        }
    }

    public bool ReadGradient(string parameter, Span<float> destination)
    {
        Find(parameter, destination.Length);
        TorchParameter? found = _parameters[0].FirstOrDefault(own => own.Description.Name == parameter);
        NetworkCall.CheckParameter(parameter, found is not null);
        if (found!.KeptGradient is not { } parts)
            return false;
        TorchParameter.Read(parts, destination);
        return true;
    }

    /// <summary>Tests whether a batch fits into memory, with a step on black images that changes nothing.</summary>
    /// <exception cref="ExternalException">It does not fit, or the device fails.</exception>
    public void Try(int count)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            foreach ((Replica replica, int first, int some) in Parts(count))
            {
                var result = new StepResult(some);
                replica.Learn(new float[some * Definition.Input.Count], new float[some * Definition.Classes], some,
                    first, count, default, Segment.Whole, result).Next();
                result.Receive(new float[some * Definition.Classes]);
            }
        }
        finally
        {
            ZeroGradients();
        }
    }

    private StepResult Learn(NetworkInput images, ReadOnlySpan<float> targets, int count, in TrainStep step)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        if (step.Begins)
            ZeroGradients();
        foreach (TorchParameter parameter in Learning[0])
            parameter.KeepGradient(null);
        IReadOnlyList<Segment> segments = step.Ends ? _segments : Segment.Whole;
        var passes = new List<BackwardPass>();
        var result = new StepResult(count);
        int classes = Definition.Classes;
        foreach ((Replica replica, int first, int some) in Parts(count))
        {
            BackwardPass pass = replica.Learn(images.Slice(first, some, Definition.Input),
                targets.Slice(first * classes, some * classes), some, first, count, step, segments, result);
            if (segments.Count == 1)
                pass.Next();
            else
                passes.Add(pass);
        }

        if (count == 0)
        {
            foreach (TorchParameter parameter in Learning[0])
                parameter.FillGradient();
        }

        if (step.Ends)
            Update(step, segments, passes);
        return result;
    }

    /// <summary>Takes the backward passes that remain, and the optimizer step.</summary>
    private void Update(in TrainStep step, IReadOnlyList<Segment> segments, List<BackwardPass> passes)
    {
        var gradients = new StepGradients(Learning, _ranks);
        foreach (Segment segment in segments)
        {
            foreach (BackwardPass pass in passes)
                pass.Next();
            using (torch.no_grad())
                gradients.Add(segment.Parameter);
        }

        using (torch.no_grad())
            WholeUpdate.Run(_optimizer!, step, Learning, gradients.OverRanks());
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ranks?.Dispose();
        foreach (Replica replica in _replicas)
            replica.Dispose();
    }

    private void Evaluate(NetworkInput images, Span<float> destination, int lastLayer)
    {
        long values = Definition.ResolvedLayers[lastLayer].OutputShape.Count;
        int count = Begin(images, destination.Length, values);
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            var results = new List<Tensor>();
            foreach ((Replica replica, int first, int some) in Parts(count))
                results.Add(replica.Evaluate(images.Slice(first, some, Definition.Input), some, lastLayer));
            foreach (Tensor result in results)
                Receive(result, ref destination);
        }
        catch (ExternalException e)
        {
            throw DeviceFailure.During(e, count, _device);
        }
    }

    /// <summary>Copies a device's values to the start of a span, and advances the span past them.</summary>
    private static void Receive(Tensor values, ref Span<float> destination)
    {
        using Tensor host = values.cpu();
        using Tensor whole = host.contiguous();
        Span<float> floats = MemoryMarshal.Cast<byte, float>(whole.bytes);
        floats.CopyTo(destination);
        destination = destination[floats.Length..];
    }

    private int Begin(NetworkInput images, int outputs, long outputsPerImage)
    {
        Begin();
        return NetworkCall.Count(this, images, outputs, outputsPerImage);
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = _tf32;
    }

    /// <summary>The last layer of an output: values of a layer with weights are those after its activation.</summary>
    private int LastOf(NetworkLayer layer) => layer.HasParameters && layer.Index + 1 < Definition.Layers.Count
        && Definition.Layers[layer.Index + 1] is ActivationDefinition ? layer.Index + 1 : layer.Index;

    /// <summary>Assigns images to replicas: as evenly as possible, and always the same for the same count.</summary>
    private IEnumerable<(Replica Replica, int First, int Count)> Parts(int count)
    {
        for (int i = 0; i < _replicas.Count; i++)
        {
            int first = Start(i), end = Start(i + 1);
            if (end > first)
                yield return (_replicas[i], first, end - first);
        }

        // Rounded up: the first replica, whose gradients are used for the step, always has an image.
        int Start(int replica) => (int)(((long)count * replica + _replicas.Count - 1) / _replicas.Count);
    }

    private void ZeroGradients()
    {
        foreach (TorchParameter parameter in Learning.SelectMany(parameters => parameters))
            parameter.ZeroGradient();
    }

    private void Share()
    {
        if (_replicas.Count == 1)
            return;
        using IDisposable _ = torch.no_grad();
        WholeUpdate.Broadcast(_parameters);
    }

    private Tensor[] Find(string name, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return NetworkCall.Find(this, _tensors, name, found => found.Description.Count, length).Parts();
    }

    private IEnumerable<TensorDescription> StateOf(TorchParameter parameter)
    {
        foreach ((string name, Func<Tensor[]> parts) in parameter.States())
        {
            TensorDescription description = parameter.Description with { Name = name };
            _tensors.Add(name, (description, parts));
            yield return description;
        }
    }
}
