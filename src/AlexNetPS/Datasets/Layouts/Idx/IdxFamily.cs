using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>A known dataset in IDX files.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Names">Class names, from the first label.</param>
/// <param name="First">First label.</param>
internal sealed partial record IdxFamily(string Name, IReadOnlyList<string> Names, int First = 0)
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz", Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        Numbers = "0123456789";

    // Where a letter's cases look alike, the merged sets have one class, with the upper case.
    private static readonly string[] _merged = Letters(Numbers + Upper + "abdefghnqrt");

    private static readonly IdxFamily _digits = new("MNIST", Letters(Numbers));
    private static readonly IdxFamily _notMnist = new("notMNIST", Letters(Upper[..10]));
    private static readonly IdxFamily _fashion = new("Fashion-MNIST",
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]);
    private static readonly IdxFamily _kuzushiji =
        new("KMNIST", ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]);
    private static readonly IdxFamily _kuzushiji49 = new("Kuzushiji-49",
        ["a", "i", "u", "e", "o", "ka", "ki", "ku", "ke", "ko", "sa", "shi", "su", "se", "so", "ta", "chi", "tsu", "te",
        "to", "na", "ni", "nu", "ne", "no", "ha", "hi", "fu", "he", "ho", "ma", "mi", "mu", "me", "mo", "ya", "yu", "yo",
        "ra", "ri", "ru", "re", "ro", "wa", "wi", "we", "wo", "n", "iteration mark"]);

    private static readonly IdxFamily[] _extended =
    [
        new("byclass", Letters(Numbers + Upper + Lower)),
        new("bymerge", _merged),
        new("balanced", _merged),
        new("letters", Letters(Lower), First: 1),
        new("digits", Letters(Numbers)),
        new("mnist", Letters(Numbers)),
    ];

    /// <summary>Returns the dataset of a name; null for an unknown one.</summary>
    /// <param name="set">Words of the file names besides kind and part.</param>
    /// <param name="folder">Name of the folder.</param>
    public static IdxFamily? Of(string set, string folder) =>
        OfName(set) ?? OfName(folder) ?? (set.Length == 0 ? null : OfName($"{folder} {set}"));

    /// <summary>
    /// Returns the name of the dataset in a folder: that of the first folder upwards whose name means something.
    /// </summary>
    public static string OwnName(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (string? at = full; at is not null; at = Path.GetDirectoryName(at))
        {
            string name = Path.GetFileName(at);
            if (name.Length > 0 && !NeutralPattern().IsMatch(name))
                return name;
        }

        return Path.GetFileName(full);
    }

    private static IdxFamily? OfName(string name)
    {
        string lower = name.ToLowerInvariant(), letters = string.Concat(lower.Where(char.IsAsciiLetterOrDigit));
        if (letters is "mnist" || WordPattern("qmnist").IsMatch(lower))
            return _digits;
        if (letters.Contains("fashionmnist", StringComparison.Ordinal) || WordPattern("fmnist").IsMatch(lower)
            || FashionPattern().IsMatch(letters))
        {
            return _fashion;
        }

        bool kuzushiji = WordPattern("(kmnist|kuzushiji)").IsMatch(lower);
        if (WordPattern("k49").IsMatch(lower) || kuzushiji && letters.Contains("49", StringComparison.Ordinal))
            return _kuzushiji49;
        if (kuzushiji)
            return _kuzushiji;
        if (WordPattern("not-?mnist").IsMatch(lower))
            return _notMnist;
        return !WordPattern("emnist").IsMatch(lower) ? null
            : Array.Find(_extended, family => WordPattern(family.Name).IsMatch(lower)) is { } extended
            ? extended with { Name = $"EMNIST's {extended.Name}" }
            : null;
    }

    private static string[] Letters(string letters) => [.. letters.Select(letter => letter.ToString())];

    private static Regex WordPattern(string word) => new($"(?<![a-z]){word}(?![a-z])", RegexOptions.CultureInvariant);

    [GeneratedRegex("^(zalando|dataset|data)*fashion(zalando|dataset|data|idx|images)*$", RegexOptions.CultureInvariant)]
    private static partial Regex FashionPattern();

    [GeneratedRegex("^(raw|gzip|data(set)?s?|processed|idx|ubyte|files|images|downloads?|unpacked|extracted|v?[0-9.]+)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NeutralPattern();
}
