using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Training;

/// <summary>
/// What the last layer begins with where a trained model is the start: with the model's rows of the dataset's classes,
/// wherever they lie in it, where it knows them all; otherwise anew, as the recipe initializes it.
/// </summary>
internal sealed class InitialHead
{
    private const int NamesShown = 5;

    private InitialHead(string layer, int[]? rows, string text, bool isUnexpected = false) =>
        (Layer, Rows, Text, IsUnexpected) = (layer, rows, text, isUnexpected);

    /// <summary>The network's last layer.</summary>
    public string Layer { get; }

    /// <summary>
    /// For each class of the dataset, its row in the model's last layer; null where the layer begins anew.
    /// </summary>
    public IReadOnlyList<int>? Rows { get; }

    /// <summary>What becomes of the layer, for the user.</summary>
    public string Text { get; }

    /// <summary>
    /// Whether that is not what other classes make one expect: the model knows some or all of them, and its rows are
    /// lost all the same.
    /// </summary>
    public bool IsUnexpected { get; }

    /// <summary>Compares the classes by name, with or without the words behind a synset.</summary>
    /// <param name="model">The start.</param>
    /// <param name="network">Has an output for each class of the dataset.</param>
    /// <param name="dataset">What will be learned.</param>
    public static InitialHead Of(AlexNetModel model, NetworkDefinition network, ImageNetDataset dataset)
    {
        NetworkLayer head = network.ResolvedLayers[^1], known = model.Definition.ResolvedLayers[^1];
        int?[] rows = ClassMapping.Find(model.Classes, dataset);
        string[] unknown = [.. dataset.Classes.Where(c => rows[c.Index] is null).Select(c => c.DisplayName)];
        string anew = $"The last layer, {head.Name}, begins anew";
        if (unknown.Length == rows.Length)
        {
            return new(head.Name, null,
                $"{anew}: the initial model '{model.Name}' knows none of the dataset's {rows.Length} classes.");
        }

        if (unknown.Length > 0)
        {
            return new(head.Name, null, $"{anew}, also for the {rows.Length - unknown.Length} classes that the "
                + $"initial model '{model.Name}' knows: it does not know {Shown(unknown)}.", isUnexpected: true);
        }

        if (head.Name != known.Name || !head.WeightShape.Skip(1).SequenceEqual(known.WeightShape.Skip(1)))
        {
            return new(head.Name, null, $"{anew}, though the initial model '{model.Name}' knows all {rows.Length} "
                + $"classes: its last layer is {known.Name} [{string.Join(", ", known.WeightShape)}].",
                isUnexpected: true);
        }

        int[] all = [.. rows.Select(row => row!.Value)];
        bool whole = all.Length == model.Classes.Count;
        string what = !whole
            ? $"with its rows for the dataset's {all.Length} classes, of {model.Classes.Count}"
            : all.SequenceEqual(Enumerable.Range(0, all.Length))
                ? "as it is"
                : "with its rows in the order of the dataset's classes";
        return new(head.Name, all,
            $"The last layer, {head.Name}, is taken from the initial model '{model.Name}' {what}.");
    }

    /// <summary>The values of one of the layer's tensors, one row for each class.</summary>
    /// <param name="values">Of the model's tensor, a row for each of its classes.</param>
    /// <param name="classes">The model's classes.</param>
    public float[] Pick(ReadOnlySpan<float> values, int classes)
    {
        int length = values.Length / classes;
        float[] picked = new float[Rows!.Count * length];
        foreach ((int i, int row) in Rows.Index())
            values.Slice(row * length, length).CopyTo(picked.AsSpan(i * length));
        return picked;
    }

    private static string Shown(string[] names) => string.Join(", ", names.Take(NamesShown))
        + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");
}
