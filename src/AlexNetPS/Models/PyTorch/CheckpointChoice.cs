using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.PyTorch;

/// <summary>Chooses the weights among the dictionaries of a checkpoint.</summary>
internal static class CheckpointChoice
{
    /// <summary>Keys under which training programs save the weights, the most usual first.</summary>
    private static readonly string[] _usual =
        ["", "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module"];

    /// <summary>Returns the weights, and the others of the same shapes.</summary>
    /// <param name="root">Root of the checkpoint.</param>
    /// <param name="name">Name that the user gave; null for none. One that is no place in the checkpoint is left to the
    /// names of the tensors.</param>
    /// <exception cref="FormatException">There are none, or several and none has a usual name.</exception>
    public static (StateDictionary Weights, IReadOnlyList<StateDictionary> Others) Of(object? root, string? name)
    {
        IReadOnlyList<StateDictionary> found = CheckpointSearch.Find(root);
        if (found.Count == 0)
            throw new FormatException($"it holds no dictionary of weights; {Shown(root)}. Save model.state_dict()");
        if (name is not null && found.FirstOrDefault(dictionary => dictionary.Place == name) is { } named)
            return (named, []);

        // A dictionary with a matrix or two beside one of layers is a head, a memory, or a table of results.
        int most = found.Max(dictionary => dictionary.Layers);
        StateDictionary[] full = most == 0
            ? [found.MaxBy(dictionary => dictionary.Matrices)!]
            : [.. found.Where(dictionary => dictionary.Layers * 2 >= most)];
        StateDictionary chosen = full.Length == 1 ? full[0] : Usual(full) ?? throw Several(full);
        return (chosen, [.. full.Where(other => other != chosen && other.HasShapesOf(chosen))]);
    }

    /// <summary>The one with a usual name; of several the outermost, then the most usual.</summary>
    private static StateDictionary? Usual(StateDictionary[] dictionaries)
    {
        StateDictionary[] usual = [.. dictionaries.Where(dictionary => _usual.Contains(dictionary.Key))];
        return usual.GroupBy(dictionary => (dictionary.Depth, Array.IndexOf(_usual, dictionary.Key)))
            .OrderBy(group => group.Key).FirstOrDefault()?.ToArray() is [StateDictionary first] ? first : null;
    }

    private static FormatException Several(StateDictionary[] dictionaries) =>
        new($"it holds {dictionaries.Length:N0} dictionaries of weights, and none has a usual name: "
            + $"{NameText.List([.. dictionaries.Select(dictionary => $"'{dictionary.Place}'")])}. Choose one with "
            + "-WeightName");

    private static string Shown(object? root) => root switch
    {
        PickleDictionary dictionary => dictionary.Named().Count == 0
            ? "it has: nothing"
            : $"it has: {NameText.List([.. dictionary.Named().Keys.Select(key => NameText.Truncate(key))])}",
        PickleGlobal global => $"it is the name '{NameText.Truncate(global.Name, 100)}'",
        PickleObject made => $"it is made by '{NameText.Truncate(made.Maker, 100)}', which is not known here, and "
            + "nothing in it was run",
        IReadOnlyList<object?> list => $"it is a list of {list.Count:N0} values without names",
        TorchTensor or UnreadableTensor => "it is one tensor",
        _ => "it is a single value",
    };
}
