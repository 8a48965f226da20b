using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Matlab;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>ILSVRC's development kit: the class of each number, and the numbers of the validation images.</summary>
/// <param name="Path">Folder of its data files, or its tar.gz.</param>
internal sealed record Devkit(string Path)
{
    private const string SynsetFile = "meta.mat";
    private const long MaximumBytes = 256L << 20;

    /// <summary>Finds a development kit in a folder: unpacked, packed, or its data files alone.</summary>
    public static Devkit? Find(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        IEnumerable<string> kits =
            Directory.EnumerateDirectories(folder, "ILSVRC20*_devkit*").Order(StringComparer.Ordinal);
        string? data = ((IEnumerable<string>)[folder, .. kits]).SelectMany(
            kit => (string[])[kit, System.IO.Path.Combine(kit, "data")])
            .FirstOrDefault(candidate => File.Exists(System.IO.Path.Combine(candidate, SynsetFile)));
        data ??= Directory.EnumerateFiles(folder, "ILSVRC20*_devkit*.tar.gz").Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return data is null ? null : new Devkit(data);
    }

    /// <summary>Returns class names and words by ILSVRC2012_ID.</summary>
    /// <exception cref="DatasetException">meta.mat cannot be read.</exception>
    public Dictionary<int, (string Synset, string Words)> Synsets()
    {
        try
        {
            byte[] file = Read(SynsetFile) ?? throw new InvalidDataException("it is missing");
            Dictionary<int, (string, string)> synsets = [];
            foreach (Dictionary<string, object?> row in MatFile.ReadStructures(file))
            {
                // The field is named after the year: ILSVRC2012_ID.
                if (row.GetValueOrDefault("WNID") is string synset
                    && row.FirstOrDefault(field => field.Key.StartsWith("ILSVRC", StringComparison.Ordinal)
                        && field.Key.EndsWith("_ID", StringComparison.Ordinal)).Value is double id)
                {
                    synsets[(int)id] = (synset, row.GetValueOrDefault("words") as string ?? "");
                }
            }

            return synsets.Count > 0 ? synsets : throw new InvalidDataException("it names no synsets");
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"'{SynsetFile}' of '{Path}' cannot be read: {e.Message}. Kaggle's "
                + "LOC_val_solution.csv and LOC_synset_mapping.txt contain the same as text.", e);
        }
    }

    /// <summary>Returns a data file of the kit; null if it has none of that name.</summary>
    public byte[]? Read(string name)
    {
        if (!File.Exists(Path))
        {
            string path = System.IO.Path.Combine(Path, name);
            return File.Exists(path)
                ? DatasetException.Wrap(path, () => InputFile.ReadBytes(path, MaximumBytes))
                : null;
        }

        return DatasetException.Wrap(
            () => PackedTar.Read(Path, member => member.EndsWith($"/data/{name}", StringComparison.Ordinal),
            MaximumBytes)).GetValueOrDefault(name);
    }
}
