using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.PyTorch;

/// <summary>Finds the weights in a checkpoint.</summary>
internal static class StateDictionary
{
    private static readonly string[] _wrappers =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params"];

    /// <summary>Returns names and tensors, in order.</summary>
    /// <exception cref="FormatException">There are none; the message states what is there.</exception>
    public static IReadOnlyList<KeyValuePair<string, TorchTensor>> Find(object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw new FormatException("it holds no dictionary of weights; save model.state_dict()");
        List<KeyValuePair<string, TorchTensor>> tensors = TensorsOf(dictionary);
        if (tensors.Count > 0)
            return tensors;

        IReadOnlyDictionary<string, object?> named = dictionary.Named();
        foreach (string wrapper in _wrappers)
        {
            if (named.GetValueOrDefault(wrapper) is PickleDictionary wrapped
                && TensorsOf(wrapped) is { Count: > 0 } found)
            {
                return found;
            }
        }

        // Each dictionary is searched once, however many names it has.
        PickleDictionary[] others =
            [.. named.Values.OfType<PickleDictionary>().Distinct().Where(value => TensorsOf(value).Count > 0)];
        return others.Length == 1 ? TensorsOf(others[0])
            : throw new FormatException("it holds no dictionary of weights under a usual name "
                + $"({string.Join(", ", _wrappers)}); it has: {Shown([.. named.Keys])}");
    }

    private static List<KeyValuePair<string, TorchTensor>> TensorsOf(PickleDictionary dictionary) =>
    [
        .. dictionary.Named().Where(entry => entry.Value is TorchTensor)
            .Select(entry => new KeyValuePair<string, TorchTensor>(entry.Key, (TorchTensor)entry.Value!)),
    ];

    private static string Shown(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "nothing" : NameText.List([.. names.Select(name => NameText.Truncate(name))]);
}
