using System.Runtime.InteropServices;
using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Inference;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training.Distributed;

/// <summary>
/// The ranks of a run: each trains on its part of every batch, or of the layers. Rank 0 decides and writes; all have the
/// same state. A process that trains alone is rank 0.
/// </summary>
/// <param name="group">The ranks; null for one process.</param>
internal sealed class RunRanks(IRankGroup? group)
{
    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Whether this is rank 0.</summary>
    public bool IsFirst => group is null or { Rank: 0 };

    /// <summary>Number of ranks.</summary>
    public int Count => group?.Size ?? 1;

    /// <summary>The part of each batch, and of the validation split, that this rank has.</summary>
    public BatchPart Part => group is null ? BatchPart.Whole : new(group.Rank, group.Size);

    /// <summary>Returns the options with what stops rank 0 if it is not <paramref name="own"/>: a signal may come to
    /// another rank first, or only there.</summary>
    public TrainingOptions WithStopReason(TrainingOptions options, CancellationToken own) => Count == 1
        ? options
        : options with
        {
            StopReason = () => options.StopReason?.Invoke()
                ?? (own.IsCancellationRequested ? null : "Stopped by a signal to another rank."),
        };

    /// <summary>Does something on all ranks. If it fails on one, none of them goes on.</summary>
    /// <exception cref="RanksException">It failed on another rank.</exception>
    public void Agree(Action action)
    {
        if (group is null)
            action();
        else
            group.Agree(action);
    }

    /// <summary>Whether a rank says so.</summary>
    public bool Any(bool own) => group is null ? own : group.Exchange(own ? 1 : 0).Any(said => said != 0);

    /// <summary>The smallest number of the ranks.</summary>
    public int Least(int own) => group is null ? own : group.Exchange(own).Min();

    /// <summary>What rank 0 makes, on all ranks.</summary>
    public T OfFirst<T>(Func<T> make)
    {
        if (!IsFirst)
            return FromFirst<T>();
        T made = make();
        group?.Broadcast(JsonSerializer.Serialize(made, _json));
        return made;
    }

    /// <summary>The same, where a rank cannot be the first.</summary>
    public T FromFirst<T>() => JsonSerializer.Deserialize<T>(group!.Broadcast(""), _json)!;

    /// <summary>Gives all ranks the parameters and the optimizer state of rank 0.</summary>
    public unsafe void ShareTensors(INetwork network)
    {
        if (group is null)
            return;
        TensorDescription[] tensors = [.. network.Parameters, .. network.OptimizerState];
        using var buffer = new NativeBuffer(tensors.Max(tensor => tensor.Count) * sizeof(float));
        foreach (TensorDescription tensor in tensors)
        {
            var values = new Span<float>(buffer.Floats, (int)tensor.Count);
            if (IsFirst)
                network.Read(tensor.Name, values);
            group.Broadcast(MemoryMarshal.AsBytes(values));
            if (!IsFirst)
                network.Write(tensor.Name, values);
        }
    }

    /// <summary>Returns the results of all parts of a batch, in the order of its images.</summary>
    public IEnumerable<StepResult> Results(StepResult own)
    {
        if (group is null)
            return [own];
        PartResult[] all = new PartResult[group.Size];
        group.Exchange(MemoryMarshal.AsBytes([new PartResult(own.Loss, own.Correct, own.Images)]),
            MemoryMarshal.AsBytes(all.AsSpan()));
        return all.Where(part => part.Images > 0).Select((part, i) => own with
        {
            Begins = own.Begins && i == 0,
            Images = part.Images,
            Loss = part.Loss,
            Correct = part.Correct,
        });
    }

    /// <summary>Returns the metrics of all images, each of which one rank has measured: the same as of one process.</summary>
    /// <param name="own">Metrics of this rank's part, with its <see cref="Metrics.Ranked"/> images if there are several
    /// ranks.</param>
    /// <param name="images">Number of all images.</param>
    public Metrics Merge(Metrics own, int images)
    {
        if (group is null || own.Ranked is null)
            return own;
        int longest = (images + group.Size - 1) / group.Size;
        RankedImage[] padded = new RankedImage[longest], all = new RankedImage[longest * group.Size];
        own.Ranked.CopyTo(padded);
        group.Exchange(MemoryMarshal.AsBytes(padded.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
        var merged = new Metrics(own.Classes);
        for (int rank = 0; rank < group.Size; rank++)
        {
            int count = new BatchPart(rank, group.Size).Size(images, images);
            foreach (ref readonly RankedImage image in all.AsSpan(rank * longest, count))
                merged.Add(image);
        }

        return merged;
    }

    /// <summary>Runs the steps of a training. If one rank fails, the others are told.</summary>
    public T Train<T>(Func<T> train)
    {
        try
        {
            return train();
        }
        catch (Exception e) when (e is not (RanksException or TrainingException { IsOnAllRanks: true }))
        {
            group?.Fail(e.Message);
            throw;
        }
    }

    private readonly record struct PartResult(float Loss, int Correct, int Images);
}
