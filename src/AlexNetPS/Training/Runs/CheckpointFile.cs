using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// last.safetensors: a model file with the optimizer's tensors and the run's position beside the weights. Random
/// numbers need no state: they follow from seed, epoch, image and step.
/// </summary>
internal static class CheckpointFile
{
    private const string StateField = "training_state", SeedField = "seed";

    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Writes model, optimizer and position.</summary>
    public static void Write(string path, INetwork network, ModelDescription model, ulong seed, TrainingState state)
    {
        Dictionary<string, string> metadata = model.ToMetadata();
        metadata[SeedField] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
        metadata[StateField] = JsonSerializer.Serialize(state, _json);
        SafetensorsFile.Write(path, metadata,
            TensorDescription.Named(network.Parameters.Concat(network.OptimizerState)), network.Read);
    }

    /// <summary>Puts a checkpoint back into a network.</summary>
    /// <exception cref="TrainingException">It is damaged, or does not fit the network.</exception>
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

            TrainingState state =
                JsonSerializer.Deserialize<TrainingState>(text, _json) ?? throw new JsonException("it is null");

            float[] buffer = [];
            foreach (TensorDescription tensor in network.Parameters.Concat(network.OptimizerState))
            {
                if (!file.Contains(tensor.Name)
                    || !file.Tensor(tensor.Name).Shape.SequenceEqual(tensor.Shape.Select(d => (long)d)))
                {
                    throw new TrainingException(
                        $"The checkpoint '{path}' does not fit the network: {tensor} is missing or has another shape.");
                }

                if (buffer.Length < tensor.Count)
                    buffer = new float[tensor.Count];
                Span<float> values = buffer.AsSpan(0, (int)tensor.Count);
                file.Read(tensor.Name, values);
                network.Write(tensor.Name, values);
            }

            return state;
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw new TrainingException($"The checkpoint '{path}' cannot be read, so the run cannot be resumed: "
                + $"{e.Message.TrimEnd('.')}. The weights of the best epoch are in best.safetensors beside it.", e);
        }
    }
}
