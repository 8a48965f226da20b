using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Matches the names of images with a regular expression that the user gave.</summary>
/// <remarks>
/// The expression is matched with the file name, or with the path relative to the dataset folder if it contains a '/'.
/// </remarks>
internal sealed class NamePattern
{
    // For all files together: a pattern that takes exponential time in one name may take seconds in each.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    private readonly Regex _regex;
    private readonly string _parameter, _pattern;
    private readonly bool _matchesPaths;

    /// <param name="parameter">Parameter of the expression, for messages: "-LabelPattern".</param>
    /// <param name="pattern">The expression.</param>
    /// <exception cref="DatasetException">No regular expression.</exception>
    public NamePattern(string parameter, string pattern)
    {
        (_parameter, _pattern) = (parameter, pattern);
        _matchesPaths = pattern.Contains('/', StringComparison.Ordinal);
        try
        {
            _regex = Compile(pattern);
        }
        catch (ArgumentException e)
        {
            throw new DatasetException($"{parameter} '{pattern}' is no regular expression: {e.Message}", e);
        }
    }

    /// <summary>Names of the groups; "0" is the whole match.</summary>
    public string[] Groups => _regex.GetGroupNames();

    public override string ToString() => _pattern;

    /// <summary>Returns the trimmed value of a group; null if the name does not match, or the value is empty.</summary>
    /// <param name="path">Path relative to the dataset folder, with '/'.</param>
    /// <param name="group">Name of the group.</param>
    /// <exception cref="DatasetException">The expression takes too long.</exception>
    public string? ValueOf(string path, string group)
    {
        string text = _matchesPaths ? path : path[(path.LastIndexOfAny(['/', '#']) + 1)..];
        try
        {
            return _regex.Match(text) is { Success: true } match
                && match.Groups[group].Value.Trim() is { Length: > 0 } value ? value : null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new DatasetException($"{_parameter} '{_pattern}' takes too long for '{text}'. Avoid repetitions in "
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
