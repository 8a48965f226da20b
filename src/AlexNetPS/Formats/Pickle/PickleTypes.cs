namespace AlexNetPS.Formats.Pickle;

/// <summary>The allow list of a pickle: names it may contain in addition to plain values.</summary>
internal sealed class PickleTypes
{
    /// <summary>Names allowed as arguments.</summary>
    public IReadOnlySet<string> Names { get; init; } = new HashSet<string>();

    /// <summary>
    /// Functions that create values: Python name to our implementation. Arguments are not yet checked.
    /// </summary>
    public required IReadOnlyDictionary<string, Func<object?[], object?>> Makers { get; init; }

    /// <summary>
    /// Whether strings may be long because they hold array values; such a string is a <see cref="PickleLongText"/>.
    /// </summary>
    public bool LongTexts { get; init; }

    /// <summary>Resolves a persistent ID, a reference outside the pickle; null if there are none.</summary>
    public Func<object?, object?>? Persistent { get; init; }

    public bool Knows(string name) => Names.Contains(name) || Makers.ContainsKey(name);
}
