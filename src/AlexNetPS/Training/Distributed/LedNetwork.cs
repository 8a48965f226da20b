using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Training.Distributed;

/// <summary>
/// The network of rank 0 when each rank has a part of every layer: what is called here is called on all ranks, so that it
/// is used as the network of one process. Rank 0 alone has images; it sends them to the others.
/// </summary>
/// <param name="network">The part of rank 0.</param>
/// <param name="ranks">The ranks.</param>
/// <param name="stop">Is canceled when another rank has to stop.</param>
internal sealed class LedNetwork(INetwork network, IRankGroup ranks, CancellationTokenSource stop) : INetwork
{
    private readonly string[] _tensors =
        [.. network.Parameters.Concat(network.OptimizerState).Select(tensor => tensor.Name)];

    // Whether the others are in the middle of a call, too: also after it has failed here.
    private bool _calling;

    public NetworkDefinition Definition => network.Definition;

    public int MaximumBatchSize => network.MaximumBatchSize;

    public IReadOnlyList<TensorDescription> Parameters => network.Parameters;

    public IReadOnlyList<TensorDescription> OptimizerState => network.OptimizerState;

    public bool Averaged
    {
        get => network.Averaged;
        set
        {
            // What is set back after a call that has failed: the others will not hear it.
            if (_calling)
                return;
            Begin(new(value ? NetworkOrderKind.Average : NetworkOrderKind.Unaverage));
            network.Averaged = value;
            _calling = false;
        }
    }

    public void Read(string name, Span<float> destination)
    {
        Begin(new(NetworkOrderKind.Read, Index: IndexOf(name)));
        network.Read(name, destination);
        _calling = false;
    }

    public void Write(string name, ReadOnlySpan<float> source)
    {
        Begin(new(NetworkOrderKind.Write, Index: IndexOf(name)));
        Send(source);
        network.Write(name, source);
        _calling = false;
    }

    public void Forward(NetworkInput images, Span<float> logits)
    {
        Begin(new(NetworkOrderKind.Forward, logits.Length / Definition.Classes));
        Send(images.Values);
        network.Forward(images, logits);
        _calling = false;
    }

    public void Activations(NetworkInput images, string layer, Span<float> destination)
    {
        NetworkLayer wanted = Definition.Layer(layer);
        Begin(new(NetworkOrderKind.Activations, (int)(destination.Length / wanted.OutputShape.Count), wanted.Index));
        Send(images.Values);
        network.Activations(images, layer, destination);
        _calling = false;
    }

    public void LogitGradients(NetworkInput images, string layer, ReadOnlySpan<int> classes, Span<float> logits,
        Span<float> activations, Span<float> gradients) =>
        throw new NotSupportedException("A network whose layers are divided among ranks has no gradients of logits.");

    public void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step)
    {
        Begin(new(NetworkOrderKind.Step, targets.Length / Definition.Classes, Step: step));
        Send(images.Values);
        Send(targets);
        network.StartStep(images, targets, step);
        if (ranks.Exchange(0).Any(said => said != 0))
            stop.Cancel();
        _calling = false;
    }

    public float EndStep(Span<float> logits) => network.EndStep(logits);

    public bool ReadGradient(string parameter, Span<float> destination)
    {
        Begin(new(NetworkOrderKind.ReadGradient, Index: IndexOf(parameter)));
        bool kept = network.ReadGradient(parameter, destination);
        _calling = false;
        return kept;
    }

    /// <summary>Trains, and lets the other ranks go when that has ended.</summary>
    public T Lead<T>(Func<T> train)
    {
        try
        {
            T result = train();
            Begin(new(NetworkOrderKind.End));
            return result;
        }
        catch (Exception e) when (e is not RanksException)
        {
            Dismiss(e.Message);
            throw;
        }
    }

    public void Dispose() => network.Dispose();

    private void Dismiss(string reason)
    {
        if (_calling)
        {
            ranks.Fail(reason);
            return;
        }

        try
        {
            // The others wait for an order, so that the connection outlasts the failure.
            Begin(new(NetworkOrderKind.Fail));
            ranks.Broadcast(reason);
        }
        catch (RanksException)
        {
            // One of them is gone; what failed here says more.
        }
    }

    private int IndexOf(string tensor) => Array.IndexOf(_tensors, tensor) is >= 0 and int index
        ? index
        : throw new ArgumentException($"Network '{Definition.Name}' has no tensor '{tensor}'.", nameof(tensor));

    private void Begin(NetworkOrder order)
    {
        _calling = true;
        ranks.Broadcast(MemoryMarshal.AsBytes(new Span<NetworkOrder>(ref order)));
    }

    // Rank 0 only reads what it sends.
    private void Send(ReadOnlySpan<float> values) => ranks.Broadcast(MemoryMarshal.AsBytes(
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(values), values.Length)));
}
