using AlexNetPS.Datasets;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>A dataset's labels to a model's, by class name: the order and the number of classes may differ.</summary>
public static class ClassMapping
{
    private const int NamesShown = 10;

    /// <summary>For every class of the dataset, its index in the model.</summary>
    /// <exception cref="ArgumentException">The dataset has a class that the model does not know; the message lists the names.</exception>
    public static IReadOnlyList<int> Of(AlexNetModel model, ImageNetDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        var indices = model.Classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        string[] unknown = [.. dataset.Classes.Select(c => c.Name).Where(name => !indices.ContainsKey(name))];
        return unknown.Length == 0
            ? dataset.Classes.Select(c => indices[c.Name]).ToArray()
            : throw new ArgumentException(
                $"The dataset {dataset.Name} ({dataset.Classes.Count} classes) does not fit the model {model.Name} ({model.Classes.Count} classes): the model does not know {Shown(unknown)}. It knows {Shown(model.Classes)}.");
    }

    private static string Shown(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");
}
