namespace AlexNetPS.Datasets;

/// <summary>Properties of an image, without what a dictionary of each of a million images would take.</summary>
/// <param name="names">Names of the columns, one array for all images; no name twice.</param>
/// <param name="values">A value for each column.</param>
internal sealed class PropertyRow(IReadOnlyList<string> names, string[] values) : IEquatable<PropertyRow>
{
    public IReadOnlyList<string> Names => names;

    public string[] Values => values;

    /// <summary>Returns the value of a column; null if there is no such column.</summary>
    public string? this[string name]
    {
        get
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                    return values[i];
            }

            return null;
        }
    }

    public bool Equals(PropertyRow? other) => other is not null
        && (ReferenceEquals(this, other) || values.AsSpan().SequenceEqual(other.Values))
        && (ReferenceEquals(names, other.Names) || names.SequenceEqual(other.Names));

    public override bool Equals(object? obj) => Equals(obj as PropertyRow);

    public override int GetHashCode() => values.Length == 0 ? 0 : values[0].GetHashCode(StringComparison.Ordinal);
}
