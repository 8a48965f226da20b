using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;
using AlexNetPS.TorchSharp.Division;
using AlexNetPS.TorchSharp.Updates;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// A libtorch network: one replica, or several that share each batch. If ranks divide its layers, all of them make
/// every call.
/// </summary>
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
    private readonly Dictionary<string, (TorchParameter Parameter, Func<Tensor[]> Parts)> _tensors =
        new(StringComparer.Ordinal);
    private readonly RankGradients? _ranks;
    private readonly DividedLayers? _divided;
    private readonly DividedGradients? _dividedGradients;
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
            if (options is { Parallelism: Parallelism.Model, Ranks: { Size: > 1 } all })
                _divided = new(definition, all, devices[0][0]);
            foreach (IReadOnlyList<TorchDevice> group in devices)
            {
                _replicas.Add(new(definition, group, _optimizer, type, keepsState: _replicas.Count == 0,
                    buffers: MaximumPendingSteps + 1, _divided));
            }

            _parameters = [.. _replicas.Select(replica => (IReadOnlyList<TorchParameter>)[.. replica.Parameters])];
            Learning = [.. _parameters.Select(
                all => (IReadOnlyList<TorchParameter>)[.. all.Where(parameter => parameter.Learns)])];
            if (_divided is not null)
                _dividedGradients = new(_divided, Learning[0]);
            if (options is { Parallelism: Parallelism.Data, Ranks: { } ranks } && _optimizer is not null)
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
            _tensors.Add(parameter.Description.Name, (parameter, () => parameter.Values));
        Parameters = [.. _parameters[0].Select(Whole)];
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

    public void Read(string name, Span<float> destination)
    {
        (TorchParameter parameter, Func<Tensor[]> parts) = Find(name, destination.Length);
        Read(parameter, parts(), destination);
    }

    public void Write(string name, ReadOnlySpan<float> source)
    {
        (TorchParameter parameter, Func<Tensor[]> parts) = Find(name, source.Length);
        if (_divided?.Tensors.AreDivided(parameter.Description) == true)
            source = _divided.Tensors.Own(source);
        using (torch.no_grad())
            TorchParameter.Write(parts(), source);
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
        if (_divided is not null)
            throw NetworkCall.Divided(_divided.Exchange.Ranks);
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
        TorchParameter found = Find(parameter, destination.Length).Parameter;
        NetworkCall.CheckParameter(parameter, found.Description.Name == parameter);
        if (found.KeptGradient is not { } parts)
            return false;
        Read(found, parts, destination);
        return true;
    }

    /// <summary>Tests whether a batch fits into memory, with a step on black images that changes nothing.</summary>
    /// <exception cref="ExternalException">It does not fit, or the device fails.</exception>
    public void Try(int count)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        // Another rank may have more or less memory.
        if (_divided is not null)
            _divided.Exchange.Alone = true;
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
            if (_divided is not null)
                _divided.Exchange.Alone = false;
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
            WholeUpdate.Run(_optimizer!, step, Learning, gradients.OverRanks(), _dividedGradients);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ranks?.Dispose();
        foreach (Replica replica in _replicas)
            replica.Dispose();
        _divided?.Dispose();
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

    private TensorDescription Whole(TorchParameter parameter) =>
        _divided?.Tensors.Whole(parameter.Description) ?? parameter.Description;

    /// <summary>Reads a tensor in the shape of a parameter, of which this rank may have a part.</summary>
    private void Read(TorchParameter parameter, Tensor[] parts, Span<float> destination)
    {
        if (_divided?.Tensors.AreDivided(parameter.Description) != true)
        {
            TorchParameter.Read(parts, destination);
            return;
        }

        float[] own = new float[parameter.Description.Count];
        TorchParameter.Read(parts, own);
        _divided.Tensors.Gather(own, destination);
    }

    private (TorchParameter Parameter, Func<Tensor[]> Parts) Find(string name, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return NetworkCall.Find(this, _tensors, name, found => Whole(found.Parameter).Count, length);
    }

    private IEnumerable<TensorDescription> StateOf(TorchParameter parameter)
    {
        foreach ((string name, Func<Tensor[]> parts) in parameter.States())
        {
            _tensors.Add(name, (parameter, parts));
            yield return Whole(parameter) with { Name = name };
        }
    }
}
