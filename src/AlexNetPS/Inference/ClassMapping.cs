using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Inference;

/// <summary>
/// Maps the labels of a dataset to those of a model by class name, with or without the readable name: order and
/// number of classes may differ. ImageNet's folders are named after synsets, and the lists of its classes add words:
/// "n01440764" is "n01440764 tench, Tinca tinca".
/// </summary>
public static partial class ClassMapping
{
    /// <summary>Returns the index in the model of every class of the dataset.</summary>
    /// <exception cref="ArgumentException">The dataset has a class that the model does not have; the message lists the
    /// names.</exception>
    public static IReadOnlyList<int> Of(AlexNetModel model, ImageNetDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        int?[] indices = Find(model.Classes, dataset);
        string[] unknown = [.. dataset.Classes.Where(c => indices[c.Index] is null).Select(c => c.Name)];
        return unknown.Length == 0
            ? indices.Select(index => index!.Value).ToArray()
            : throw new ArgumentException(
                $"The dataset {dataset.Name} ({dataset.Classes.Count} classes) does not fit the model {model.Name} "
                    + $"({model.Classes.Count} classes): the model does not know {NameText.List(unknown)}. It knows "
                    + $"{NameText.List(model.Classes)}.");
    }

    /// <summary>
    /// Returns the index in the model of every class of the dataset; null if the model does not have the class.
    /// </summary>
    internal static int?[] Find(IReadOnlyList<string> modelClasses, ImageNetDataset dataset)
    {
        var indices = modelClasses.Select((name, index) => (name, index))
            .ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        // Models of earlier versions may have the names of a Mac.
        foreach ((string name, int index) in modelClasses.Select((name, index) => (name, index)))
            indices.TryAdd(ComposedText.Of(name), index);
        foreach ((string name, int index) in modelClasses.Select((name, index) => (name, index)))
        {
            if (SynsetBeforeWords().Match(name) is { Success: true } synset)
                indices.TryAdd(synset.Groups[1].Value, index);
        }

        // Published weights have only the words.
        if (modelClasses.SequenceEqual(ImageNetClasses.Words))
        {
            foreach ((string synset, int index) in ImageNetClasses.Synsets.Select((synset, index) => (synset, index)))
                indices.TryAdd(synset, index);
        }

        return [.. dataset.Classes.Select(c => indices.TryGetValue(c.DisplayName, out int index)
            || indices.TryGetValue(c.Name, out index)
            || indices.TryGetValue(ComposedText.Of(c.Name), out index) ? index : (int?)null)];
    }

    [System.Text.RegularExpressions.GeneratedRegex("^(n[0-9]{8}) ")]
    private static partial System.Text.RegularExpressions.Regex SynsetBeforeWords();
}
