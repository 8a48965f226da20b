using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace AlexNetPS.Formats.Text;

/// <summary>A read-only list whose text is its items: what a cell of a CSV file shows of it.</summary>
/// <remarks>PowerShell counts [-1] from the end, because it is an IList.</remarks>
/// <typeparam name="T">Type of the items.</typeparam>
/// <param name="items">The items; not copied.</param>
public sealed class ReadableList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    /// <summary>The items separated by commas, numbers with six digits; of a long list the first 200.</summary>
    public override string ToString() => ReadableText.List(this);
}

/// <summary>Makes lists readable.</summary>
internal static class ReadableList
{
    /// <summary>Returns an empty list.</summary>
    public static ReadableList<T> Empty<T>() => new([]);

    /// <summary>Returns the items as a readable list; a list or an array is not copied. Null for null.</summary>
    [return: NotNullIfNotNull(nameof(items))]
    public static ReadableList<T>? ToReadable<T>(this IEnumerable<T>? items) => items switch
    {
        null => null,
        ReadableList<T> readable => readable,
        IList<T> list => new(list),
        _ => new([.. items]),
    };

    /// <summary>Returns lists in a list as readable lists.</summary>
    [return: NotNullIfNotNull(nameof(lists))]
    public static ReadableList<IReadOnlyList<T>>? ToReadableLists<T>(this IEnumerable<IReadOnlyList<T>>? lists) =>
        lists?.Select(list => (IReadOnlyList<T>)list.ToReadable()!).ToReadable();
}
