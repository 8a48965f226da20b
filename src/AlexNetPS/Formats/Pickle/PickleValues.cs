using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Pickle;

/// <summary>
/// A dictionary of a pickle, in insertion order. A list of pairs, not a hash table: keys of a hostile file may be
/// anything. Tuples are arrays, lists are lists, integers are <see cref="long"/> if they fit.
/// </summary>
internal sealed class PickleDictionary
{
    private Dictionary<string, object?>? _named;
    private int _entriesNamed;

    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    /// <summary>collections.OrderedDict(): empty and filled afterwards, or created from a list of pairs.</summary>
    /// <exception cref="FormatException">The arguments are not a list of pairs.</exception>
    public static PickleDictionary Of(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length == 0)
            return dictionary;

        // Protocols 0 and 1 pass a list of pairs.
        if (arguments is not [List<object?> pairs])
            throw new FormatException("its pickle makes a dictionary of something that is not a list of pairs");
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw new FormatException(
                    "its pickle makes a dictionary of something that is not a list of pairs"),
            };
            dictionary.Entries.Add(new(key, value));
        }

        return dictionary;
    }

    /// <summary>
    /// Values by string key; the last duplicate wins, as in Python. Cached, because thousands of names may refer to the
    /// same large dictionary.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Named()
    {
        if (_named is not null && _entriesNamed == Entries.Count)
            return _named;
        _named = new(StringComparer.Ordinal);
        _entriesNamed = Entries.Count;
        foreach ((object? key, object? value) in Entries)
        {
            if (PickleText.Of(key) is string name)
                _named[name] = value;
        }

        return _named;
    }
}

/// <summary>Bytes that stay in the file, such as the values of an array: hundreds of megabytes.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Length in bytes.</param>
internal sealed record PickleBytes(IByteSource File, long Offset, long Length);

/// <summary>A string that stays in the file.</summary>
/// <param name="Utf8">Its bytes.</param>
internal sealed record PickleLongText(PickleBytes Utf8)
{
    private long? _characters;

    /// <summary>Number of characters, counted once.</summary>
    public long Characters => _characters ??= Count();

    private long Count()
    {
        byte[] piece = new byte[1 << 16];
        IByteSource source = Utf8.File.Reader();
        long characters = 0;
        for (long done = 0; done < Utf8.Length;)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, Utf8.Length - done));
            source.Read(part, Utf8.Offset + done);
            foreach (byte b in part)
                characters += (b & 0xC0) != 0x80 ? 1 : 0;
            done += part.Length;
        }

        return characters;
    }
}

/// <summary>
/// A class or function by name. Nothing is looked up or called.
/// </summary>
/// <param name="Name">"module.name".</param>
internal sealed record PickleGlobal(string Name);

/// <summary>
/// Stands for an object of a class, or a result of a function, that is not known here. Nothing was called; it holds
/// what the pickle would have given to it.
/// </summary>
/// <param name="maker">A <see cref="PickleGlobal"/>, or the object that would have been called.</param>
/// <param name="arguments">Arguments of the call, possibly shared.</param>
internal sealed class PickleObject(object maker, object?[] arguments)
{
    private PickleDictionary? _items;
    private List<object?>? _members;

    /// <summary>"module.name" of the class or function.</summary>
    public string Maker { get; } = maker is PickleGlobal global ? global.Name : ((PickleObject)maker).Maker;

    /// <summary>The state it would have been given last; usually its attributes.</summary>
    public object? State { get; set; }

    /// <summary>Items of a class derived from a dictionary.</summary>
    public PickleDictionary Items => _items ??= new();

    /// <summary>Members of a class derived from a list or set.</summary>
    public List<object?> Members => _members ??= [];

    /// <summary>What it holds: arguments, state, items and members, whichever there are.</summary>
    public IEnumerable<object> Parts =>
        new[] { maker, arguments, State, _items, _members }.OfType<object>();
}

/// <summary>An object whose contents are set after creation (Python's __setstate__).</summary>
internal interface IPickleState
{
    void SetState(object? state);
}

/// <summary>Strings, including those that Python 2 wrote as bytes.</summary>
internal static class PickleText
{
    private const int LongestName = 1024;

    public static string? Of(object? value)
    {
        if (value is string text)
            return text;
        if (value is not PickleBytes { Length: <= LongestName } bytes)
            return null;
        byte[] characters = new byte[(int)bytes.Length];
        bytes.File.Read(characters, bytes.Offset);
        return System.Text.Encoding.Latin1.GetString(characters);
    }
}
