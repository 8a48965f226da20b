namespace AlexNetPS.Formats.Pickle;

/// <summary>What a pickle may make in addition to plain values.</summary>
internal sealed class PickleTypes
{
    /// <summary>
    /// Functions that create values: Python name to our implementation. Arguments are not yet checked.
    /// </summary>
    public required IReadOnlyDictionary<string, Func<object?[], object?>> Makers { get; init; }

    /// <summary>Resolves a persistent ID, a reference outside the pickle; null if there are none.</summary>
    public Func<object?, object?>? Persistent { get; init; }
}
