namespace AlexNetPS.Datasets.Layouts.Groups;

/// <summary>
/// Takes the group of an image from its file name, by the group "group" or else the first group of a regular
/// expression.
/// </summary>
internal sealed class GroupPattern
{
    private const string Named = "group";

    private readonly NamePattern _pattern;
    private readonly string _group;

    /// <exception cref="DatasetException">No regular expression, or one without a group.</exception>
    public GroupPattern(string pattern)
    {
        _pattern = new NamePattern("-GroupPattern", pattern);
        string[] groups = [.. _pattern.Groups.Where(name => name != "0")];
        if (groups.Length == 0)
        {
            throw new DatasetException($"-GroupPattern '{pattern}' has no group. Put the part of the name that images "
                + "of one group have in common into parentheses: '^([^_]+)_' or '^(?<group>[^_]+)_'.");
        }

        _group = groups.Contains(Named) ? Named : groups[0];
    }

    public override string ToString() => _pattern.ToString();

    /// <summary>Returns the group; null if the name does not match.</summary>
    /// <param name="path">Path relative to the dataset folder, with '/'.</param>
    /// <exception cref="DatasetException">The expression takes too long.</exception>
    public string? GroupOf(string path) => _pattern.ValueOf(path, _group);
}
