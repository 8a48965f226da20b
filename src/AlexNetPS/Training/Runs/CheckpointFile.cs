using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// last.safetensors: a model file with optimizer state and position of the run in addition to the weights. Random
/// number generators need no state: they are keyed by seed, epoch, image and step.
/// </summary>
internal static class CheckpointFile
{
    private const string StateField = "training_state", SeedField = "seed";

    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Writes model, optimizer state and position.</summary>
    public static void Write(string path, INetwork network, ModelDescription model, ulong seed, TrainingState state)
    {
        Dictionary<string, string> metadata = model.ToMetadata();
        metadata[SeedField] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
        metadata[StateField] = JsonSerializer.Serialize(state, _json);
        SafetensorsFile.Write(path, metadata,
            TensorDescription.Named(network.Parameters.Concat(network.OptimizerState)), network.Read);
    }

    /// <summary>Whether a file holds the state of a training, not only a model.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static bool HasState(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Metadata.ContainsKey(StateField);
        }
        catch (FormatException e)
        {
            throw ModelFile.Unreadable(path, e);
        }
    }

    /// <summary>Returns the state of a training, which fits itself.</summary>
    /// <exception cref="FormatException">The text is not the state of a training.</exception>
    internal static TrainingState StateIn(string text)
    {
        TrainingState? state;
        try
        {
            state = JsonSerializer.Deserialize<TrainingState>(text, _json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"the state of the training in it is damaged, in '{e.Path}'", e);
        }

        // A run of such a state would write a run.json that nobody can read.
        if (state?.History is not { } history || state.Epoch != history.Count || state.Step < 0
            || !history.Select((epoch, i) => epoch is not null && epoch.Epoch == i + 1).All(follows => follows))
        {
            throw new FormatException("the state of the training in it is damaged: it has "
                + $"{state?.Epoch ?? 0} completed epochs, and its history does not have one result for each");
        }

        // The epoch that goes on is divided by these.
        if (state.Step > 0 && !(state.Sums is { Images: > 0, Seconds: > 0 }))
        {
            throw new FormatException(
                $"the state of the training in it is damaged: it has no result of the {state.Step} steps of its epoch");
        }

        try
        {
            // A number that is too large is read as infinite, which no file can hold.
            JsonSerializer.Serialize(state, _json);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("the state of the training in it is damaged: a number in it is too large", e);
        }

        return state;
    }

    /// <summary>Restores a network from a checkpoint.</summary>
    /// <exception cref="TrainingException">The checkpoint is damaged, or does not match the network.</exception>
    public static TrainingState Read(string path, INetwork network)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (!file.Metadata.TryGetValue(StateField, out string? text))
            {
                throw new TrainingException(
                    $"'{path}' is a model, not a checkpoint: it lacks the state of the training.");
            }

            TrainingState state = StateIn(text);
            Read(file, path, network, [.. network.Parameters, .. network.OptimizerState]);
            return state;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new TrainingException($"The checkpoint '{path}' cannot be read, so the run cannot be resumed: "
                + $"{JsonShape.Reason(e).TrimEnd('.')}. The weights of the best epoch are in best.safetensors next to "
                + "it.", e);
        }
    }

    /// <summary>Gives a network the weights of a model of the run.</summary>
    /// <exception cref="TrainingException">The file is damaged, or does not match the network.</exception>
    public static void ReadWeights(string path, INetwork network)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            Read(file, path, network, network.Parameters);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new TrainingException($"The model '{path}' cannot be read: {JsonShape.Reason(e)}", e);
        }
    }

    private static bool IsUnreadable(Exception e) => e is FormatException or JsonException or IOException
        or UnauthorizedAccessException or NotSupportedException;

    private static unsafe void Read(SafetensorsFile file, string path, INetwork network,
        IReadOnlyCollection<TensorDescription> tensors)
    {
        // Not an array, which would stay in memory until the next collection: training allocates nothing.
        using var buffer = new NativeBuffer(tensors.Max(tensor => tensor.Count) * sizeof(float));
        foreach (TensorDescription tensor in tensors)
        {
            if (!file.Contains(tensor.Name)
                || !file.Tensor(tensor.Name).Shape.SequenceEqual(tensor.Shape.Select(d => (long)d)))
            {
                throw new TrainingException(
                    $"The checkpoint '{path}' does not fit the network: {tensor} is missing or has another shape.");
            }

            var values = new Span<float>(buffer.Floats, (int)tensor.Count);
            file.Read(tensor.Name, values);
            FiniteValues.Check(tensor.Name, values);
            network.Write(tensor.Name, values);
        }
    }
}
