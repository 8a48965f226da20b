using System.Globalization;
using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Where the split of a row is: a column of words, or columns such as is_valid of True and False.</summary>
internal sealed class SplitColumns
{
    private static readonly string[] _usual = ["split", "set", "subset", "part", "partition", "fold"];

    // Names that are those of other things, too: taken if they contain a split.
    private static readonly string[] _possible = ["dataset", "usage", "subset", "type", "phase", "mode"];

    private readonly (int Column, SplitName Split)[] _truths;
    private readonly int _words;

    private SplitColumns(int words, (int Column, SplitName Split)[] truths) => (_words, _truths) = (words, truths);

    /// <summary>Warning of a column that is ignored; null if there is none.</summary>
    public string? Warning { get; private init; }

    /// <summary>A column of words.</summary>
    public static SplitColumns Words(int column) => new(column, []);

    /// <summary>Finds the columns by name; null if there are none.</summary>
    /// <param name="header">Column names.</param>
    /// <param name="named">The column that is named by the options; null for none.</param>
    /// <param name="hasLabel">Whether there is a column of labels; otherwise "train" may be a class of
    /// vehicles.</param>
    /// <param name="list">Path of the list, for messages.</param>
    /// <param name="survey">Values of the columns.</param>
    /// <exception cref="DatasetException">The named column contains no splits.</exception>
    public static SplitColumns? Find(IReadOnlyList<string> header, int? named, bool hasLabel, string list,
        Lazy<ListSurvey> survey)
    {
        string[] plain = [.. header.Select(ListColumns.Plain)];
        int column = named ?? _usual.Select(name => Array.IndexOf(plain, name)).FirstOrDefault(index => index >= 0, -1);
        if (column < 0)
        {
            column = _possible.Select(name => Array.IndexOf(plain, name)).Where(index => index >= 0)
                .FirstOrDefault(index => survey.Value.Values(index).Any(value => Word(value) is not null), -1);
        }

        if (column < 0)
            return OfTruths(header, hasLabel, survey);
        string[] values = [.. survey.Value.Values(column).Where(value => value.Length > 0)];
        if (values.Length == 0 || values.Any(value => Word(value) is not null))
            return Words(column);
        if (survey.Value.IsBinary(column) && PartNames.Of(header[column]) is { IsPlain: true } part)
            return new(-1, [(column, part.Split)]);
        string problem = Problem(header[column], values, survey.Value.IsBinary(column));
        return named is not null
            ? throw new DatasetException($"'{list}': {problem}")
            : new(-1, []) { Warning = $"{problem} The column was ignored." };
    }

    /// <summary>Whether a column is one of these.</summary>
    public bool Uses(int column) => column == _words || _truths.Any(truth => truth.Column == column);

    /// <summary>
    /// Returns the split of a row, null if it is drawn; false with the reason if the row has no valid one.
    /// </summary>
    public bool TryParse(IReadOnlyList<string> row, out SplitName? split, out string reason)
    {
        reason = "";
        split = null;
        if (_words >= 0)
        {
            string text = row[_words].Trim();
            split = Word(text);
            if (split is not null || text.Length == 0)
                return true;
            reason = string.Create(CultureInfo.InvariantCulture,
                $"'{text}' in column {_words + 1} is not a split: use train, val or test, or leave it empty");
            return false;
        }

        foreach ((int column, SplitName named) in _truths)
        {
            bool? value = Truth.Parse(row[column]);
            if (value is null && row[column].Trim().Length > 0)
            {
                reason = string.Create(CultureInfo.InvariantCulture,
                    $"'{row[column].Trim()}' in column {column + 1} is neither True nor False");
                return false;
            }

            if (value == true)
            {
                split = named;
                return true;
            }

            // What is not for training is for testing; what is not held out is for training.
            split ??= value is null ? null : named == SplitName.Train ? SplitName.Test : SplitName.Train;
        }

        return true;
    }

    private static SplitColumns? OfTruths(IReadOnlyList<string> header, bool hasLabel, Lazy<ListSurvey> survey)
    {
        (int Column, SplitName Split)[] named = [.. Enumerable.Range(0, header.Count)
            .Select(i => (Column: i, Part: PartNames.Of(header[i]))).Where(found => found.Part is { IsPlain: true }
                && (hasLabel || header[found.Column].Trim().StartsWith("is", StringComparison.OrdinalIgnoreCase)))
            .Select(found => (found.Column, found.Part!.Value.Split))];
        if (named.Length == 0)
            return null;
        (int Column, SplitName Split)[] truths = [.. named.Where(found => survey.Value.IsBinary(found.Column))
            .OrderBy(found => found.Split)];
        return truths.Length == 0 ? null : new(-1, truths);
    }

    private static SplitName? Word(string text) => PartNames.Of(text) is { IsPlain: true } part ? part.Split : null;

    private static string Problem(string column, string[] values, bool isBinary)
    {
        string shown = NameText.List([.. values.Order(StringComparer.Ordinal)], 5);
        if (isBinary)
        {
            return $"Column '{column}' contains {shown} and does not say for which split. Name it is_train, is_valid or "
                + "is_test, or use the words train, val and test in it.";
        }

        return values.All(value => PartNames.IsFold(value)
                || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? $"Column '{column}' contains numbers of folds ({shown}), not train, val or test. Add a column that says "
                + "which folds are for training and which for validation."
            : $"Column '{column}' contains no splits ({shown}); use train, val or test, or leave it empty.";
    }
}
