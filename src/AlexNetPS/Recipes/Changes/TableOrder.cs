using System.Collections;

namespace AlexNetPS.Recipes.Changes;

/// <summary>
/// Order of the entries of a table: that of the table, and in a hash table, which has none, wildcards before ranges
/// before names, because the last match wins.
/// </summary>
public static class TableOrder
{
    /// <summary>Returns the entries in order.</summary>
    public static IEnumerable<DictionaryEntry> Of(IDictionary table)
    {
        ArgumentNullException.ThrowIfNull(table);
        IEnumerable<DictionaryEntry> entries = Entries(table);
        // Derived types may be ordered.
        return table.GetType() == typeof(Hashtable)
            ? entries.OrderByDescending(entry => Breadth($"{entry.Key}"))
                .ThenBy(entry => $"{entry.Key}", StringComparer.Ordinal)
            : entries;
    }

    // The items of a generic dictionary are pairs, those of its IDictionary enumerator are entries.
    private static IEnumerable<DictionaryEntry> Entries(IDictionary table)
    {
        IDictionaryEnumerator entries = table.GetEnumerator();
        while (entries.MoveNext())
            yield return entries.Entry;
    }

    private static int Breadth(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0
        ? 2
        : pattern.Contains("..", StringComparison.Ordinal) ? 1 : 0;
}
