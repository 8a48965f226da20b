namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>What the name of an IDX file says: emnist-letters-test-images-idx3-ubyte.gz.</summary>
/// <param name="File">The name.</param>
/// <param name="Set">Words of the dataset: "emnist-letters"; "" if there are none, as in MNIST.</param>
/// <param name="Part">Its part; null if it names none.</param>
/// <param name="IsImages">Whether it contains images; labels otherwise.</param>
/// <param name="Extension">Extension of the compression, lower case; "" for a plain file.</param>
internal sealed record IdxName(string File, string Set, SplitName? Part, bool IsImages, string Extension)
{
    private static readonly char[] _separators = ['-', '_', '.', ' '];

    private static readonly HashSet<string> _types = new(StringComparer.Ordinal)
    {
        "ubyte", "byte", "short", "int", "float", "double", "idx", "idx1", "idx2", "idx3", "idx4",
    };

    /// <summary>Returns what a name says; null if it is not that of IDX images or labels.</summary>
    public static IdxName? Of(string file)
    {
        // A folder may have a million files of other names.
        if (!file.Contains("idx", StringComparison.OrdinalIgnoreCase))
            return null;
        string extension = Path.GetExtension(file).ToLowerInvariant();
        bool packed = extension is ".gz" or ".xz" or ".bz2" or ".z" or ".zip";
        bool? images = null;
        bool isIdx = false;
        SplitName? part = null;
        List<string> rest = [];
        foreach (string word in (packed ? file[..^extension.Length] : file)
            .Split(_separators, StringSplitOptions.RemoveEmptyEntries))
        {
            string lower = word.ToLowerInvariant();
            if (lower is "image" or "images" or "label" or "labels")
                images = lower.StartsWith("image", StringComparison.Ordinal);
            else if (_types.Contains(lower))
                isIdx |= lower is "idx1" or "idx2" or "idx3" or "idx4";
            else if (PartOf(lower) is { } split)
                part = split;
            else
                rest.Add(word);
        }

        return isIdx && images is bool kind
            ? new(file, string.Join('-', rest), part, kind, packed ? extension : "")
            : null;
    }

    private static SplitName? PartOf(string word) => word switch
    {
        "train" or "training" => SplitName.Train,
        "val" or "valid" or "validation" or "dev" => SplitName.Validation,
        "test" or "testing" => SplitName.Test,
        // t10k is MNIST's word for its test images.
        _ when word.StartsWith('t') && word.EndsWith('k') && word.Length > 2
            && int.TryParse(word[(word.StartsWith("test", StringComparison.Ordinal) ? 4 : 1)..^1], out _) =>
            SplitName.Test,
        _ => null,
    };
}
