using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Training;

/// <summary>
/// Initial weights of the last layer when training starts from a model: the model's rows of the dataset's classes, in
/// any order, if it has all of them; otherwise re-initialized by the recipe.
/// </summary>
internal sealed class InitialHead
{
    private const int NamesShown = 5;

    private InitialHead(string layer, int[]? rows, string text, bool isUnexpected = false) =>
        (Layer, Rows, Text, IsUnexpected) = (layer, rows, text, isUnexpected);

    /// <summary>Name of the network's last layer.</summary>
    public string Layer { get; }

    /// <summary>
    /// Row of the model's last layer for each class of the dataset; null if the layer is re-initialized.
    /// </summary>
    public IReadOnlyList<int>? Rows { get; }

    /// <summary>Message to the user about the layer.</summary>
    public string Text { get; }

    /// <summary>
    /// Whether the user should be warned: the model has some or all of the classes, but its rows are not used.
    /// </summary>
    public bool IsUnexpected { get; }

    /// <summary>Compares the classes by name, with or without the words after a synset.</summary>
    /// <param name="model">The initial model.</param>
    /// <param name="network">Network with an output for each class of the dataset.</param>
    /// <param name="dataset">The training dataset.</param>
    public static InitialHead Of(AlexNetModel model, NetworkDefinition network, ImageNetDataset dataset)
    {
        NetworkLayer head = network.ResolvedLayers[^1], known = model.Definition.ResolvedLayers[^1];
        int?[] rows = ClassMapping.Find(model.Classes, dataset);
        string[] unknown = [.. dataset.Classes.Where(c => rows[c.Index] is null).Select(c => c.DisplayName)];
        string reset = $"The last layer, {head.Name}, is re-initialized";
        if (unknown.Length == rows.Length)
        {
            return new(head.Name, null,
                $"{reset}: the initial model '{model.Name}' knows none of the dataset's {rows.Length} classes.");
        }

        if (unknown.Length > 0)
        {
            return new(head.Name, null, $"{reset}, also for the {rows.Length - unknown.Length} classes that the "
                + $"initial model '{model.Name}' knows: it does not know {NameText.List(unknown, NamesShown)}.",
                isUnexpected: true);
        }

        if (head.Name != known.Name || !head.WeightShape.Skip(1).SequenceEqual(known.WeightShape.Skip(1)))
        {
            return new(head.Name, null, $"{reset}, though the initial model '{model.Name}' knows all {rows.Length} "
                + $"classes: its last layer is {known.Name} [{string.Join(", ", known.WeightShape)}].",
                isUnexpected: true);
        }

        int[] all = [.. rows.Select(row => row!.Value)];
        bool whole = all.Length == model.Classes.Count;
        string what = !whole
            ? $"with its rows for the dataset's {all.Length} classes, of {model.Classes.Count}"
            : all.SequenceEqual(Enumerable.Range(0, all.Length))
                ? "unchanged"
                : "with its rows in the order of the dataset's classes";
        return new(head.Name, all,
            $"The last layer, {head.Name}, is taken from the initial model '{model.Name}' {what}.");
    }

    /// <summary>Returns the values of one of the layer's tensors, one row for each class of the dataset.</summary>
    /// <param name="values">Values of the model's tensor, a row for each of its classes.</param>
    /// <param name="classes">Number of the model's classes.</param>
    public float[] Pick(ReadOnlySpan<float> values, int classes)
    {
        int length = values.Length / classes;
        float[] picked = new float[Rows!.Count * length];
        foreach ((int i, int row) in Rows.Index())
            values.Slice(row * length, length).CopyTo(picked.AsSpan(i * length));
        return picked;
    }
}
