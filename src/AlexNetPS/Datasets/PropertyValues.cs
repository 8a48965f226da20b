namespace AlexNetPS.Datasets;

/// <summary>Makes the properties of images, with one string for texts that occur often.</summary>
/// <param name="names">Names of the columns; no name twice.</param>
internal sealed class PropertyValues(IReadOnlyList<string> names)
{
    private readonly SharedText[] _texts = [.. names.Select(_ => new SharedText())];
    private PropertyRow? _last;

    /// <summary>Returns the properties of an image from consecutive fields; null without columns.</summary>
    public PropertyRow? Of(IReadOnlyList<string> fields, int start) => Of(i => fields[start + i]);

    /// <summary>Returns the properties of an image; null without columns.</summary>
    /// <param name="value">Value of a column by its number.</param>
    public PropertyRow? Of(Func<int, string> value)
    {
        if (names.Count == 0)
            return null;
        string[] values = new string[names.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = _texts[i].Of(value(i));
        // Images of one patient often follow each other.
        return _last = _last is not null && _last.Values.AsSpan().SequenceEqual(values) ? _last : new(names, values);
    }
}
