using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Takes the label of an image from its file name, by the group "label" of a regular expression.</summary>
/// <remarks>
/// The expression is matched with the file name, or with the path relative to the dataset folder if it contains a '/'.
/// </remarks>
internal sealed class LabelPattern
{
    private const string Group = "label";

    // For all files together: a pattern that takes exponential time in one name may take seconds in each.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    private readonly Regex _regex;
    private readonly string _pattern;
    private readonly bool _matchesPaths;

    /// <exception cref="DatasetException">No regular expression, or one without the group.</exception>
    public LabelPattern(string pattern)
    {
        _pattern = pattern;
        _matchesPaths = pattern.Contains('/', StringComparison.Ordinal);
        try
        {
            _regex = Compile(pattern);
        }
        catch (ArgumentException e)
        {
            throw new DatasetException($"-LabelPattern '{pattern}' is no regular expression: {e.Message}", e);
        }

        if (!_regex.GetGroupNames().Contains(Group))
        {
            throw new DatasetException($"-LabelPattern '{pattern}' has no group 'label'. Put the part of the name that "
                + "is the label into (?<label>...): '^(?<label>[a-z]+)_\\d+'.");
        }
    }

    public override string ToString() => _pattern;

    /// <summary>Returns the label; null if the name does not match.</summary>
    /// <param name="path">Path relative to the dataset folder, with '/'.</param>
    /// <exception cref="DatasetException">The expression takes too long.</exception>
    public string? LabelOf(string path)
    {
        string text = _matchesPaths ? path : path[(path.LastIndexOfAny(['/', '#']) + 1)..];
        try
        {
            return _regex.Match(text) is { Success: true } match && match.Groups[Group].Value.Trim() is { Length: > 0 } label
                ? label
                : null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new DatasetException($"-LabelPattern '{_pattern}' takes too long for '{text}'. Avoid repetitions in "
                + "repetitions, such as (a+)+.", e);
        }
    }

    /// <summary>Linear time wherever the expression allows it; lookarounds and references to groups do not.</summary>
    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, _limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, _limit);
        }
    }
}
