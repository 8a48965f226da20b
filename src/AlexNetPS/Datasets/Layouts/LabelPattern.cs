namespace AlexNetPS.Datasets.Layouts;

/// <summary>Takes the label of an image from its file name, by the group "label" of a regular expression.</summary>
internal sealed class LabelPattern
{
    private const string Group = "label";

    private readonly NamePattern _pattern;

    /// <exception cref="DatasetException">No regular expression, or one without the group.</exception>
    public LabelPattern(string pattern)
    {
        _pattern = new NamePattern("-LabelPattern", pattern);
        if (!_pattern.Groups.Contains(Group))
        {
            throw new DatasetException($"-LabelPattern '{pattern}' has no group 'label'. Put the part of the name that "
                + "is the label into (?<label>...): '^(?<label>[a-z]+)_\\d+'.");
        }
    }

    public override string ToString() => _pattern.ToString();

    /// <summary>Returns the label; null if the name does not match.</summary>
    /// <param name="path">Path relative to the dataset folder, with '/'.</param>
    /// <exception cref="DatasetException">The expression takes too long.</exception>
    public string? LabelOf(string path) => _pattern.ValueOf(path, Group);
}
