using System.Globalization;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// Finds the dictionaries of weights in a checkpoint, whatever they are inside of: dictionaries, lists, tuples,
/// attributes of objects, whole models. Each container is visited once, however often it occurs.
/// </summary>
internal sealed class CheckpointSearch
{
    private const int MaximumKeys = 8, MaximumEntries = 2_000_000;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<Place> _open = new();
    private readonly List<StateDictionary> _found = [];
    private int _entries;

    /// <summary>A value and the keys that lead to it; no key for a part of an object.</summary>
    private sealed record Place(object Value, Place? Outer, string? Key)
    {
        public int Depth { get; } = (Outer?.Depth ?? 0) + (Key is null ? 0 : 1);

        public override string ToString()
        {
            var keys = new List<string>();
            for (Place? place = this; place is not null && keys.Count < MaximumKeys; place = place.Outer)
            {
                if (place.Key is not null)
                    keys.Insert(0, place.Key);
            }

            return string.Concat(keys.Select((key, i) => i > 0 && key[0] != '[' ? $".{key}" : key));
        }
    }

    /// <summary>Returns the dictionaries with weights, outer ones first.</summary>
    public static IReadOnlyList<StateDictionary> Find(object? root)
    {
        var search = new CheckpointSearch();
        search.Open(root, null, null);
        while (search._open.TryDequeue(out Place? place))
            search.Visit(place);
        return search._found;
    }

    private void Open(object? value, Place? outer, string? key)
    {
        if (value is PickleDictionary or PickleObject or object?[] or List<object?> && _seen.Add(value))
            _open.Enqueue(new(value, outer, key));
    }

    private void Visit(Place place)
    {
        switch (place.Value)
        {
            case PickleDictionary dictionary:
                Visit(place, dictionary);
                break;
            case PickleObject made when TorchModule.Is(made):
                Add(place, TorchModule.Tensors(made));
                break;
            case PickleObject made:
                foreach (object part in made.Parts)
                    Open(part, place, null);
                break;
            case IReadOnlyList<object?> list:
                Visit(place, list);
                break;
        }
    }

    private void Visit(Place place, PickleDictionary dictionary)
    {
        // The state of an optimizer has tensors as large as the weights, sometimes under the same names.
        IReadOnlyDictionary<string, object?> named = dictionary.Named();
        if (named.ContainsKey("param_groups"))
            return;
        Add(place, named);
        foreach ((object? key, object? value) in dictionary.Entries)
            Open(value, place, PickleText.Of(key) is { Length: > 0 } name ? NameText.Truncate(name) : $"[{key}]");
    }

    private void Visit(Place place, IReadOnlyList<object?> list)
    {
        // list(model.named_parameters())
        if (list.Count > 0 && list.All(IsPair))
        {
            Add(place, list.Cast<object?[]>().Select(pair => KeyValuePair.Create(PickleText.Of(pair[0])!, pair[1])));
            return;
        }

        // Arguments of a call are no items of a list.
        bool isPart = place.Key is null && place.Outer?.Value is PickleObject;
        for (int i = 0; i < list.Count; i++)
            Open(list[i], place, isPart ? null : string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    private static bool IsPair(object? item) =>
        item is object?[] { Length: 2 } pair && pair[1] is TorchTensor && PickleText.Of(pair[0]) is not null;

    private void Add(Place place, IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var named = new List<KeyValuePair<string, object>>();
        foreach ((string name, object? value) in entries)
        {
            // Thousands of objects may share one large dictionary.
            if (++_entries > MaximumEntries)
            {
                throw new FormatException($"its dictionaries have more than {MaximumEntries:N0} entries, far more than "
                    + "weights need; it is damaged or hostile");
            }

            if (value is not null)
                named.Add(new(name, value));
        }

        if (named.Exists(entry => entry.Value is TorchTensor or UnreadableTensor or PickleObject))
        {
            var dictionary = new StateDictionary("", place.Depth, named);
            if (dictionary.Layers > 0 || named.Exists(entry => entry.Value is TorchTensor))
                _found.Add(dictionary with { Place = place.ToString() });
        }
    }
}
