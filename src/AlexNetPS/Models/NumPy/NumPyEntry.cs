using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>An array of a file and its path: "conv1/weights".</summary>
/// <param name="Path">Names from the outermost, separated by slashes.</param>
/// <param name="Tensor">Tensor as stored.</param>
internal sealed record NumPyEntry(string Path, WeightTensor Tensor)
{
    // A network of this family has some 16 arrays, and its dictionaries have two levels.
    private const int MaximumVisits = 200_000, MaximumDepth = 6;

    /// <summary>
    /// Returns all arrays in dictionaries, lists and object arrays. Other values, such as an epoch, are skipped.
    /// </summary>
    /// <param name="prefix">Path of the value; empty for the root of a file.</param>
    /// <param name="value">Value of a pickle.</param>
    public static IEnumerable<NumPyEntry> Of(string prefix, object? value) => new Walk().Of(prefix, value, 0);

    private sealed class Walk
    {
        // The same large dictionary may occur under thousands of names.
        private readonly Dictionary<PickleDictionary, KeyValuePair<string, object?>[]> _inner =
            new(ReferenceEqualityComparer.Instance);
        private int _visits;

        public IEnumerable<NumPyEntry> Of(string path, object? value, int depth)
        {
            if (++_visits > MaximumVisits || depth > MaximumDepth)
            {
                throw new FormatException(
                    "it has more dictionaries and lists in one another than weights need; it is damaged or hostile");
            }

            switch (value)
            {
                case PickleDictionary dictionary:
                    foreach ((string name, object? inner) in Inner(dictionary))
                    {
                        foreach (NumPyEntry entry in Of(Joined(path, name), inner, depth + 1))
                            yield return entry;
                    }

                    break;
                case IReadOnlyList<object?> list:
                    foreach (NumPyEntry entry in OfList(path, list, depth))
                        yield return entry;
                    break;
                case NumPyArray { Objects: [object single] } when depth == 0:
                    foreach (NumPyEntry entry in Of(path, single, depth + 1))
                        yield return entry;
                    break;
                case NumPyArray { Objects: { Count: > 0 } objects }:
                    foreach (NumPyEntry entry in OfList(path, objects, depth))
                        yield return entry;
                    break;
                case PickleGlobal global when depth == 0:
                    throw new FormatException($"it is the name '{NameText.Truncate(global.Name, 100)}'");
                case PickleObject made when depth == 0:
                    throw new FormatException($"it is made by '{NameText.Truncate(made.Maker, 100)}', which is not "
                        + "known here, and nothing in it was run");
                case NumPyArray array:
                    yield return new(path, array.ToTensor(NameText.Truncate(path)));
                    break;
            }
        }

        /// <summary>Weights and biases of a layer, or, without a name, the layers in order.</summary>
        private IEnumerable<NumPyEntry> OfList(string path, IReadOnlyList<object?> list, int depth)
        {
            if (path.Length == 0 ? !list.All(Holds) : list is not ([NumPyArray] or [NumPyArray, NumPyArray]))
                throw new FormatException($"its layer '{NameText.Truncate(path)}' is not a list of weights and biases");
            return list.SelectMany((value, i) =>
                Of(path.Length == 0 ? $"{i}" : Joined(path, i == 0 ? "weights" : "biases"), value, depth + 1));
        }

        private KeyValuePair<string, object?>[] Inner(PickleDictionary dictionary)
        {
            if (!_inner.TryGetValue(dictionary, out KeyValuePair<string, object?>[]? inner))
                _inner[dictionary] = inner = [.. dictionary.Named().Where(entry => Holds(entry.Value))];
            return inner;
        }

        private static bool Holds(object? value) => value is PickleDictionary or NumPyArray or IReadOnlyList<object?>;

        private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
    }
}
