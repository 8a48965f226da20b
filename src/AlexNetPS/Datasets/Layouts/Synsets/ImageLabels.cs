using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>Classes of images in a flat folder, from the tables of ILSVRC, Kaggle and tiny-imagenet.</summary>
/// <param name="Source">The table.</param>
/// <param name="ClassOf">Returns the class of a file by its name; null if the table does not contain it.</param>
internal sealed partial record ImageLabels(string Source, Func<string, string?> ClassOf)
{
    private const string Annotations = "val_annotations.txt", KaggleTable = "LOC_val_solution.csv";

    /// <summary>
    /// Files of the validation ground truth in the order of image numbers: ILSVRC2012_IDs or synsets, one per line.
    /// </summary>
    public static IReadOnlyList<string> GroundTruthNames { get; } =
        ["ILSVRC2012_validation_ground_truth.txt", "imagenet_2012_validation_synset_labels.txt"];

    /// <summary>Names of supported tables, the easiest to get first.</summary>
    public static IReadOnlyList<string> Names { get; } = [KaggleTable, .. GroundTruthNames, Annotations];

    /// <summary>Returns the first table in these folders; null if there is none.</summary>
    /// <exception cref="DatasetException">A table cannot be read.</exception>
    public static ImageLabels? Find(IEnumerable<string> folders, SplitName split, List<string> warnings)
    {
        string[] searched = [.. folders.Distinct()];
        if (split == SplitName.Train)
            return InAny("LOC_train_solution.csv") is { } training ? OfKaggle(training, warnings) : null;
        if (split == SplitName.Test)
            return null;
        if (InAny(Annotations) is { } annotations)
            return OfAnnotations(annotations);
        if (InAny(KaggleTable) is { } kaggle)
            return OfKaggle(kaggle, warnings);
        Devkit? devkit = searched.Select(Devkit.Find).FirstOrDefault(kit => kit is not null);
        foreach (string name in GroundTruthNames)
        {
            if (InAny(name) is { } path)
                return OfGroundTruth(path, [.. Lines(path)], devkit);
            if (devkit?.Read(name) is { } packed)
                return OfGroundTruth($"{name} of {devkit.Path}", Encoding.ASCII.GetString(packed).Split('\n'), devkit);
        }

        return null;

        string? InAny(string name) => searched.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    // A million labels with the boxes of their images.
    private const long MaximumBytes = 256 << 20;

    private static IReadOnlyList<string> Lines(string path) =>
        DatasetException.Wrap(path, () => InputFile.ReadLines(path, MaximumBytes));

    /// <summary>
    /// The number of an image is the last one in its name: ILSVRC2012_val_00000001.JPEG is the first.
    /// </summary>
    private static ImageLabels OfGroundTruth(string source, string[] text, Devkit? devkit)
    {
        string[] lines = [.. text.Select(line => line.Trim())];
        if (lines.Length > 0 && lines[0].Length > 0 && !lines[0].StartsWith('n'))
        {
            if (devkit is null)
            {
                throw new DatasetException($"'{source}' contains class numbers, but there is no devkit that "
                    + "defines them. Put ILSVRC2012_devkit_t12.tar.gz or its data/meta.mat next to it.");
            }

            Dictionary<int, (string Synset, string Words)> synsets = devkit.Synsets();
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length > 0)
                {
                    lines[i] = int.TryParse(lines[i], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                        && synsets.TryGetValue(id, out (string Synset, string Words) row)
                        ? row.Synset
                        : throw new DatasetException($"Line {i + 1} of '{source}' is '{lines[i]}', which is not one "
                            + $"of the {synsets.Count} classes of the devkit.");
                }
            }
        }

        return new ImageLabels(source, name => NumberPattern().Match(name) is { Success: true } match
            && int.TryParse(match.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= lines.Length && lines[number - 1].Length > 0
            ? lines[number - 1]
            : null);
    }

    private static ImageLabels OfAnnotations(string path)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Lines(path))
        {
            string[] fields = line.Split('\t');
            if (fields.Length > 1 && fields[1].Length > 0)
                labels[ComposedText.Of(fields[0])] = fields[1];
        }

        return new ImageLabels(path, name => labels.GetValueOrDefault(ComposedText.Of(name)));
    }

    /// <summary>
    /// Columns ImageId and PredictionString: a class and four numbers per box; all boxes of an image have the same
    /// class.
    /// </summary>
    private static ImageLabels OfKaggle(string path, List<string> warnings)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using StreamReader input = InputFile.OpenText(path);
            using ITableReader table = TableFormats.Csv.Open(input);
            while (table.Read() is { } row)
            {
                if (row.Count > 1 && row[1].Split(' ', 2)[0] is { Length: > 0 } label)
                    labels[ComposedText.Of(row[0])] = label;
            }
        }
        catch (FormatException e)
        {
            warnings.Add($"'{path}' is damaged: {e.Message} The {labels.Count:N0} labels before it were read.");
        }

        return new ImageLabels(path,
            name => labels.GetValueOrDefault(ComposedText.Of(Path.GetFileNameWithoutExtension(name))));
    }

    [GeneratedRegex(@"\d+(?=\.[^.]*$)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
