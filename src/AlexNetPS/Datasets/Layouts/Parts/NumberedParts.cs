using System.Globalization;
using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>
/// Recognizes the folders of one set of images that was cut into pieces for downloading: images_001 to images_012,
/// HAM10000_images_part_1 and HAM10000_images_part_2, batch_a and batch_b.
/// </summary>
/// <remarks>
/// "class_1", "1" and "n01440764" say what is in a folder, or may; words of images and of pieces do not. "part" and
/// "set" are things, too: without a word of images they are pieces only if they are numbered from 0 or 1 without a gap,
/// as "part_1043" of a machine is not.
/// </remarks>
internal static partial class NumberedParts
{
    // Words that never name what an image shows.
    private static readonly HashSet<string> _pieces = new(StringComparer.Ordinal)
    {
        "batch", "batches", "chunk", "chunks", "shard", "shards", "image", "images", "img", "imgs", "photo", "photos",
        "picture", "pictures", "pic", "pics", "data", "dataset", "zip", "tar", "archive", "archives", "volume", "vol",
        "jpg", "jpeg", "png", "subset",
    };

    private static readonly HashSet<string> _things = new(StringComparer.Ordinal)
    {
        "part", "parts", "set", "sets", "folder", "folders", "dir", "group", "section", "portion", "piece",
    };

    /// <summary>Whether two or more names, and all, are one name with different numbers or letters.</summary>
    public static bool Are(IReadOnlyList<string> names)
    {
        if (names.Count < 2)
            return false;
        Match[] matches = [.. names.Select(name => NamePattern().Match(name))];
        if (!matches.All(match => match.Success)
            || matches.DistinctBy(match => match.Groups["stem"].Value.ToUpperInvariant()).Count() > 1)
        {
            return false;
        }

        string[] words = [.. WordPattern().Matches(matches[0].Groups["stem"].Value)
            .Select(word => word.Value.ToLowerInvariant())];
        if (words.Length == 0)
            return false;
        bool isPiece = _pieces.Contains(words[^1]);
        if (!isPiece && !_things.Contains(words[^1]))
            return false;
        string[] counts = [.. matches.Select(match => match.Groups["count"].Value)];
        bool areNumbers = counts.All(count => char.IsAsciiDigit(count[0]));
        return isPiece && areNumbers || words.SkipLast(1).Any(_pieces.Contains) || AreInSequence(counts, areNumbers);
    }

    private static bool AreInSequence(string[] counts, bool areNumbers)
    {
        int[] numbers = [.. counts.Select(count => areNumbers
            ? int.Parse(count, CultureInfo.InvariantCulture)
            : char.ToUpperInvariant(count[0]) - 'A' + 1).Order()];
        return numbers[0] <= 1 && numbers.Index().All(number => number.Item == numbers[0] + number.Index);
    }

    // A stem, then a number of up to six digits or, after a separator, a single letter.
    [GeneratedRegex(@"^(?<stem>.*\p{L})([-_ .(]*(?<count>\d{1,6})|[-_ .]+(?<count>[A-Za-z]))\)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\p{Lu}?[\p{Ll}\p{Lm}\p{Lo}]+|\p{Lu}+(?!\p{Ll})|\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
