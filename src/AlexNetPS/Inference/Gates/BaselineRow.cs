using System.Globalization;
using System.Text.RegularExpressions;

namespace AlexNetPS.Inference.Gates;

/// <summary>
/// Images whose hashes begin alike, as a line of the baseline: the beginning, a digest of the hashes, and a digit for
/// each image in the order of the hashes, 1 if it is right. An image that is added or flips changes one line.
/// </summary>
/// <param name="Prefix">First bits of the hashes as a number, in hexadecimal digits.</param>
/// <param name="Digest">Eight hexadecimal digits.</param>
/// <param name="Bits">A digit for each image.</param>
internal readonly partial record struct BaselineRow(string Prefix, string Digest, string Bits)
{
    // A line is short then, and a prefix has enough images that a file has few lines.
    private const int ImagesPerRow = 48;

    public static IReadOnlyList<BaselineRow> Of(IEnumerable<(ulong Key, bool IsCorrect)> images, int count)
    {
        int bits = 0;
        while (count >> bits > ImagesPerRow)
            bits++;
        string format = $"x{Math.Max(1, (bits + 3) / 4)}";
        return
        [
            .. images.OrderBy(one => one.Key).ThenBy(one => one.IsCorrect)
                .GroupBy(one => bits == 0 ? 0 : one.Key >> (64 - bits))
                .Select(group => new BaselineRow(group.Key.ToString(format, CultureInfo.InvariantCulture),
                    ImageKeys.Digest(group.Select(one => one.Key)),
                    string.Concat(group.Select(one => one.IsCorrect ? '1' : '0')))),
        ];
    }

    public static BaselineRow? Parse(string line) => Pattern().Match(line) is { Success: true } match
        ? new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)
        : null;

    /// <summary>Whether it is of the same images.</summary>
    public bool IsLike(BaselineRow other) => Digest == other.Digest && Bits.Length == other.Bits.Length;

    public override string ToString() => $"{Prefix} {Digest} {Bits}";

    [GeneratedRegex("^([0-9a-f]{1,8}) ([0-9a-f]{8}) ([01]{1,1000})$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
