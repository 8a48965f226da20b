using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training;

/// <summary>Initializes a network from a trained model. Its classes determine the last layer.</summary>
internal static class InitialWeights
{
    /// <summary>
    /// Checks that the model fits the network up to the last layer, and that the last layer is trained if it must be.
    /// </summary>
    /// <exception cref="TrainingException">The model does not fit; the message lists the layers.</exception>
    public static void Check(AlexNetModel model, NetworkDefinition network, ImageNetDataset dataset, Recipe recipe)
    {
        string head = network.Layers[^1].Name;
        var known = model.Definition.ParameterTensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        string[] differences =
        [
            .. network.ParameterTensors.Where(tensor => !IsOf(tensor, head)).Select(tensor =>
                !known.TryGetValue(tensor.Name, out TensorDescription? given) ? $"{tensor.Name}: the model has none"
                : given.Shape.SequenceEqual(tensor.Shape) ? null
                : $"{tensor.Name}: [{string.Join(", ", given.Shape)}] in the model, "
                    + $"[{string.Join(", ", tensor.Shape)}] in the network").OfType<string>(),
        ];
        if (differences.Length > 0)
        {
            throw new TrainingException($"The initial model '{model.Name}' is a {model.Definition.Name} network; it "
                + $"does not fit the {network.Name} network of recipe '{recipe.Name}'. Use the model's own recipe, or "
                + $"set architecture.\n  {string.Join("\n  ", differences)}");
        }

        InitialHead begins = InitialHead.Of(model, network, dataset);
        if (begins.Rows is null && !LayerRates.Of(network, recipe.Optimizer)[head].Learns)
        {
            throw new TrainingException($"{begins.Text} It must not be frozen, or it cannot learn the classes: "
                + $"exclude {head} from -Freeze (optimizer.layers in recipe '{recipe.Name}').");
        }
    }

    /// <summary>Initializes a network by its recipe, and from a trained model if there is one.</summary>
    /// <param name="network">Network to initialize.</param>
    /// <param name="recipe">Recipe of the run.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="model">Initial model, which fits the network; null for none.</param>
    /// <param name="dataset">Dataset with the network's classes.</param>
    /// <param name="observer">Receives notes on the last layer, and warnings.</param>
    public static void Write(INetwork network, Recipe recipe, ulong seed, AlexNetModel? model, ImageNetDataset dataset,
        ITrainingObserver? observer)
    {
        NetworkInitializer.Initialize(network, recipe.Initialization, seed);
        if (model is null)
        {
            if (FrozenAtRandom(network.Definition, recipe) is string frozen)
                observer?.OnWarning(frozen);
            return;
        }

        InitialHead head = Copy(model, network, dataset);
        if (head.IsUnexpected)
            observer?.OnWarning(head.Text);
        else
            observer?.OnNote(head.Text);
        if (NormalizationDifference.Warning($"The initial model '{model.Name}'", model.Recipe, model.Definition, recipe,
            network.Definition) is string difference)
        {
            observer?.OnWarning(difference);
        }

        if (model.PreparationWarning(dataset) is string preparation)
            observer?.OnWarning(preparation);
    }

    private static string? FrozenAtRandom(NetworkDefinition network, Recipe recipe)
    {
        string[] frozen = [
            .. LayerRates.Of(network, recipe.Optimizer).Where(layer => !layer.Value.Learns).Select(layer => layer.Key)];
        return frozen.Length == 0 ? null :
            $"Layers frozen at their random initial weights, which never learn: {string.Join(", ", frozen)}. "
            + "Give a trained model (-InitialModel) to start from, or do not freeze them (-Freeze; optimizer.layers "
            + "in the recipe).";
    }

    private static InitialHead Copy(AlexNetModel model, INetwork network, ImageNetDataset dataset)
    {
        InitialHead head = InitialHead.Of(model, network.Definition, dataset);
        model = model.InMemory();
        foreach (TensorDescription tensor in network.Parameters)
        {
            if (!IsOf(tensor, head.Layer))
                network.Write(tensor.Name, model.Parameter(tensor.Name).Span);
            else if (head.Rows is not null)
                network.Write(tensor.Name, head.Pick(model.Parameter(tensor.Name).Span, model.Classes.Count));
        }

        return head;
    }

    private static bool IsOf(TensorDescription tensor, string layer) =>
        tensor.Name.StartsWith(layer + ".", StringComparison.Ordinal);
}
