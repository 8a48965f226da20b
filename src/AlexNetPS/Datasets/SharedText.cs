namespace AlexNetPS.Datasets;

/// <summary>Keeps one string for each text that occurs often: the site of a million images is one of twenty.</summary>
internal sealed class SharedText
{
    // Texts that are all different, such as times, are not worth a table of them.
    private const int TextsKept = 1 << 16;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>Returns an equal string.</summary>
    public string Of(string text)
    {
        if (_texts.TryGetValue(text, out string? known))
            return known;
        if (_texts.Count < TextsKept)
            _texts.Add(text);
        return text;
    }
}
