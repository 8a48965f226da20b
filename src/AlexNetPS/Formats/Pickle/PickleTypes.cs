namespace AlexNetPS.Formats.Pickle;

/// <summary>What a kind of pickle may contain beside plain values: the whole list, by name.</summary>
internal sealed class PickleTypes
{
    /// <summary>Names that may be mentioned, as arguments of a maker.</summary>
    public IReadOnlySet<string> Names { get; init; } = new HashSet<string>();

    /// <summary>
    /// Makers of values: our own code under the name that Python has for it. Arguments are not checked yet.
    /// </summary>
    public required IReadOnlyDictionary<string, Func<object?[], object?>> Makers { get; init; }

    /// <summary>
    /// Whether texts may be long, because they hold the values of arrays; such a text is a
    /// <see cref="PickleLongText"/>.
    /// </summary>
    public bool LongTexts { get; init; }

    /// <summary>A reference to something outside the pickle; null where there are none.</summary>
    public Func<object?, object?>? Persistent { get; init; }

    public bool Knows(string name) => Names.Contains(name) || Makers.ContainsKey(name);
}
