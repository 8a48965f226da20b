using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>A name of a folder, a column or a value that is that of a part.</summary>
/// <param name="Split">Split of the part.</param>
/// <param name="Rest">
/// The name without the word of the part and without words that say nothing ("set", "data", "images"); "*" is where
/// the part was. Parts of one dataset have the same: "seg *" of seg_train and seg_test, "*" of Training and Test data.
/// </param>
/// <param name="IsUsual">Whether it is the name that most datasets use.</param>
internal readonly record struct PartName(SplitName Split, string Rest, bool IsUsual)
{
    /// <summary>Whether the name says nothing but the part.</summary>
    public bool IsPlain => Rest == "*";
}

/// <summary>Recognizes names of parts: train, Training, test_set, "Train data", seg_test, valid2.</summary>
internal static partial class PartNames
{
    private static readonly Dictionary<string, SplitName> _words = new(StringComparer.Ordinal)
    {
        ["train"] = SplitName.Train,
        ["training"] = SplitName.Train,
        ["trn"] = SplitName.Train,
        ["trainval"] = SplitName.Train,
        ["val"] = SplitName.Validation,
        ["vals"] = SplitName.Validation,
        ["valid"] = SplitName.Validation,
        ["validate"] = SplitName.Validation,
        ["validation"] = SplitName.Validation,
        ["validating"] = SplitName.Validation,
        ["dev"] = SplitName.Validation,
        ["test"] = SplitName.Test,
        ["tests"] = SplitName.Test,
        ["testing"] = SplitName.Test,
        ["tst"] = SplitName.Test,
        ["eval"] = SplitName.Test,
        ["evaluation"] = SplitName.Test,
        ["holdout"] = SplitName.Test,
        ["heldout"] = SplitName.Test,
    };

    private static readonly HashSet<string> _usual = new(StringComparer.OrdinalIgnoreCase)
    {
        "train", "val", "valid", "validation", "test",
    };

    private static readonly HashSet<string> _neutral = new(StringComparer.Ordinal)
    {
        "data", "dataset", "datasets", "set", "sets", "split", "splits", "image", "images", "img", "imgs", "photo",
        "photos", "picture", "pictures", "pic", "pics", "jpg", "jpeg", "jpegs", "png", "folder", "dir", "sample",
        "samples", "part", "input", "inputs", "raw", "the", "of", "all", "is", "in",
    };

    /// <summary>Returns the part that a name is of; null if it is none.</summary>
    public static PartName? Of(string name)
    {
        SplitName? split = null;
        List<string> rest = [];
        foreach (Match token in TokenPattern().Matches(name))
        {
            string word = token.Value.ToLowerInvariant();
            if (_neutral.Contains(word))
                continue;
            if (WordOf(word) is not { } found)
            {
                rest.Add(word);
                continue;
            }

            // "train_test" is both, so it is neither.
            if (split is not null)
                return null;
            split = found;
            rest.Add("*");
        }

        return split is null ? null : new(split.Value, string.Join(' ', rest), _usual.Contains(name));
    }

    /// <summary>Whether a name says only that there are images in it: images, Data set.</summary>
    public static bool IsNeutral(string name)
    {
        MatchCollection tokens = TokenPattern().Matches(name);
        return tokens.Count > 0
            && tokens.All(token => _neutral.Contains(token.Value.ToLowerInvariant())
                || Glued(token.Value.ToLowerInvariant()).Any(pair => _neutral.Contains(pair.Left)
                    && _neutral.Contains(pair.Right)));
    }

    /// <summary>Whether a name is that of a fold: fold1, Fold_2, cv-3, k4.</summary>
    public static bool IsFold(string name) => FoldPattern().IsMatch(name);

    /// <summary>"train", but also "trainset" and "imgtrain".</summary>
    private static SplitName? WordOf(string word)
    {
        if (_words.TryGetValue(word, out SplitName split))
            return split;
        foreach ((string left, string right) in Glued(word))
        {
            if (_neutral.Contains(right) && _words.TryGetValue(left, out split)
                || _neutral.Contains(left) && _words.TryGetValue(right, out split))
            {
                return split;
            }
        }

        return null;
    }

    private static IEnumerable<(string Left, string Right)> Glued(string word) =>
        Enumerable.Range(3, Math.Max(0, word.Length - 5)).Select(cut => (word[..cut], word[cut..]));

    // Words of one case, capitalized words and numbers: "TrainData2017" is Train, Data, 2017.
    [GeneratedRegex(@"\p{Lu}?[\p{Ll}\p{Lm}\p{Lo}]+|\p{Lu}+(?!\p{Ll})|\p{L}+|\d+", RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^(k[-_ ]?)?(fold|cv|split)s?[-_ ]*\d{1,3}$|^\d{1,3}[-_ ]?fold$|^k[-_ ]?\d{1,2}$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FoldPattern();
}
