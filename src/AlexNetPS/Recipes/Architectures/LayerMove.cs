using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;

namespace AlexNetPS.Recipes.Architectures;

/// <summary>Moves a layer: "before fc6", "after pool1". It keeps its name, and so its weights.</summary>
internal static class LayerMove
{
    /// <summary>Moves a layer.</summary>
    /// <param name="layers">Layers in order; changed in place.</param>
    /// <param name="layer">Name of the layer to move.</param>
    /// <param name="place">"before" or "after", and the name of another layer.</param>
    /// <returns>The error, or null.</returns>
    public static string? Apply(List<LayerDefinition> layers, string layer, string place)
    {
        string[] words = place.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool after = words is [var side, _] && side.Equals("after", StringComparison.OrdinalIgnoreCase);
        if (words.Length != 2 || !after && !words[0].Equals("before", StringComparison.OrdinalIgnoreCase))
            return $"\"before LAYER\" or \"after LAYER\" is needed, not \"{place}\"";
        if (Unknown(layers, layer) is string problem)
            return problem;
        if (layer.Equals(words[1], StringComparison.OrdinalIgnoreCase))
            return $"'{layer}' cannot be next to itself";
        if (Unknown(layers, words[1]) is string otherProblem)
            return otherProblem;

        LayerDefinition moved = layers[Position(layers, layer)];
        layers.Remove(moved);
        layers.Insert(Position(layers, words[1]) + (after ? 1 : 0), moved);
        return null;
    }

    private static string? Unknown(List<LayerDefinition> layers, string name)
    {
        if (Position(layers, name) >= 0)
            return null;
        string[] known = [.. layers.Select(layer => layer.Name)];
        return $"there is no layer '{name}'; there are {string.Join(", ", known)}.{NearestName.Hint(name, known)}";
    }

    private static int Position(List<LayerDefinition> layers, string name) =>
        layers.FindIndex(layer => layer.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
