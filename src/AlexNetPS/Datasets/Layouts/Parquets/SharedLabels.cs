namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>Labels of several files: one string for each class, and their order.</summary>
internal sealed class SharedLabels
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly List<string> _named = [];

    /// <summary>Puts classes in the order of their numbers.</summary>
    public void Expect(IEnumerable<string>? names) => _named.AddRange(names?.Except(_named) ?? []);

    /// <summary>Returns the one string of a label.</summary>
    public string Of(string label)
    {
        if (!_labels.TryGetValue(label, out string? shared))
            _labels.Add(label, shared = label);
        return shared;
    }

    /// <summary>Returns the labels in the order of their numbers, those without number at the end.</summary>
    public string[] Ordered() =>
        [.. _named.Where(_labels.ContainsKey), .. NumericOrder.Of([.. _labels.Keys.Except(_named)])];
}
