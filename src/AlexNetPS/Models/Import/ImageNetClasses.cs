using System.Text;

namespace AlexNetPS.Models.Import;

/// <summary>
/// The classes of ILSVRC-2012 in the order of network outputs: sorted by synset, as in torchvision and Caffe.
/// </summary>
public static class ImageNetClasses
{
    private static readonly Lazy<(string Synset, string Words)[]> _rows = new(Read);

    private static readonly Lazy<IReadOnlyList<string>> _wordsOfRows =
        new(() => [.. _rows.Value.Select(row => row.Words)]);

    /// <summary>WordNet words of each of the 1,000 classes: "tench, Tinca tinca".</summary>
    public static IReadOnlyList<string> Words => _wordsOfRows.Value;

    /// <summary>WordNet synset of each class: "n01440764".</summary>
    public static IReadOnlyList<string> Synsets => [.. _rows.Value.Select(row => row.Synset)];

    private static (string Synset, string Words)[] Read()
    {
        using Stream stream = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("ImageNetClasses.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
                .Select(line => line.TrimEnd('\r').Split(' ', 2)).Select(parts => (parts[0], parts[1])),
        ];
    }
}
