using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Training;

/// <summary>Begins with the weights of a trained model; the last layer begins anew where the classes are others.</summary>
internal static class InitialWeights
{
    /// <summary>Whether the model fits the network up to its head.</summary>
    /// <exception cref="TrainingException">It does not; the message lists the layers.</exception>
    public static void Check(AlexNetModel model, NetworkDefinition network, string recipe)
    {
        string head = network.Layers[^1].Name;
        var known = model.Definition.ParameterTensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        string[] differences =
        [
            .. network.ParameterTensors.Where(tensor => !IsOf(tensor, head)).Select(tensor =>
                !known.TryGetValue(tensor.Name, out TensorDescription? given) ? $"{tensor.Name}: the model has none"
                : given.Shape.SequenceEqual(tensor.Shape) ? null
                : $"{tensor.Name}: [{string.Join(", ", given.Shape)}] in the model, [{string.Join(", ", tensor.Shape)}] in the network").OfType<string>(),
        ];
        if (differences.Length > 0)
            throw new TrainingException($"The initial model '{model.Name}' is a {model.Definition.Name} network; it does not fit the {network.Name} network of recipe '{recipe}'. Use the model's own recipe, or set architecture.\n  {string.Join("\n  ", differences)}");
    }

    /// <summary>Copies the model's weights.</summary>
    /// <param name="model">Fits the network.</param>
    /// <param name="network">Initialized; keeps what is not copied.</param>
    /// <param name="classes">The network's classes; the head is copied where they are the model's.</param>
    public static void Copy(AlexNetModel model, INetwork network, IReadOnlyList<string> classes)
    {
        string head = network.Definition.Layers[^1].Name;
        bool sameClasses = model.Classes.SequenceEqual(classes, StringComparer.Ordinal) && model.Definition.Layers[^1].Name == head
            && model.Definition.ResolvedLayers[^1].WeightShape.SequenceEqual(network.Definition.ResolvedLayers[^1].WeightShape);
        foreach (TensorDescription tensor in network.Parameters.Where(tensor => sameClasses || !IsOf(tensor, head)))
            network.Write(tensor.Name, model.Parameter(tensor.Name).Span);
    }

    private static bool IsOf(TensorDescription tensor, string layer) => tensor.Name.StartsWith(layer + ".", StringComparison.Ordinal);
}
