using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Class names in the order of the network's outputs, from any common format: one name per line (Caffe's
/// synset_words.txt and Kaggle's LOC_synset_mapping.txt list synset and words), a run's class_indices.json, the lists
/// of Keras and of torchvision's tutorials. A line is kept whole, since words alone are not unique in ImageNet
/// ("crane").
/// </summary>
public static class ClassNameFile
{
    /// <summary>Reads class names.</summary>
    /// <param name="path">A list, a dictionary in JSON or Python syntax, or ILSVRC's development kit: its folder, its
    /// tar.gz, or its meta.mat.</param>
    /// <exception cref="ModelFormatException">The file is not a list of names; the message states why.</exception>
    /// <exception cref="DatasetException">The development kit cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        IReadOnlyList<ClassNameRow> rows;
        try
        {
            rows = ClassNameTable.Read(path);
        }
        catch (FormatException e)
        {
            throw Wrong(path, e.Message, e);
        }

        ClassNameRow[] numbered = [.. rows.Where(row => row.Number is not null).OrderBy(row => row.Number)];
        if (numbered.Length == 0 || numbered.Any(row => row.Text.Length == 0))
        {
            throw Wrong(path, rows.Count > 0 && numbered.Length == 0
                ? "its entries have no numbers of outputs"
                : "it has an empty line or no names; there is one name for each output, in their order");
        }

        for (int i = 0; i < numbered.Length; i++)
        {
            if (numbered[i].Number != i)
            {
                throw Wrong(path, i > 0 && numbered[i].Number == numbered[i - 1].Number
                    ? $"it has output {i - 1} twice"
                    : $"it has no name for output {i}; outputs are numbered from 0");
            }
        }

        string[] names = [.. numbered.Select(row => row.Text)];
        string? twice =
            names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? names : throw Wrong(path, $"it has '{twice}' twice");
    }

    private static ModelFormatException Wrong(string path, string reason, Exception? inner = null) =>
        new($"'{path}' cannot be read as class names: {reason}.", inner);
}
