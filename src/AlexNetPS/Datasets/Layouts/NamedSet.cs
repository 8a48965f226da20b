using AlexNetPS.Datasets.Layouts.Cifar;
using AlexNetPS.Datasets.Layouts.Idx;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// A dataset in files of its own names, of which a folder may contain several: MNIST's and CIFAR's kin.
/// </summary>
/// <param name="Name">"emnist-letters", or the name of the folder.</param>
/// <param name="Layout">Its layout.</param>
/// <param name="Read">Lists its images.</param>
internal sealed record NamedSet(string Name, DatasetLayout Layout, Func<LayoutRequest, FolderListing> Read)
{
    /// <summary>Returns the datasets of a folder, or of a downloader's folder above.</summary>
    public static List<NamedSet> Find(DatasetSource source) => [.. IdxSets.Find(source), .. CifarSets.Find(source)];

    /// <summary>Reads the only dataset of the folder, or the one that is named.</summary>
    /// <exception cref="DatasetException">There are several, or none of the name.</exception>
    public static FolderListing ReadOne(LayoutRequest request)
    {
        DatasetLayout wanted = request.Options.Layout;
        NamedSet[] sets = [.. Find(request.Source).Where(set => wanted == DatasetLayout.Auto || set.Layout == wanted)];
        string names = NameText.List([.. sets.Select(set => set.Name)]);
        if (request.Options.SetName is not { } name)
        {
            return sets.Length == 1 ? sets[0].Read(request)
                : throw new DatasetException($"'{request.Source.Path}' contains {sets.Length} datasets: {names}. "
                    + "Choose one with -SetName.");
        }

        // "letters" is enough for emnist-letters.
        NamedSet[] named = [.. sets.Where(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (named.Length == 0)
        {
            named = [.. sets.Where(set => set.Name.EndsWith("-" + name, StringComparison.OrdinalIgnoreCase)
                || set.Name.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase))];
        }

        return named.Length == 1 ? named[0].Read(request)
            : throw new DatasetException($"'{request.Source.Path}' contains "
                + $"{(named.Length == 0 ? "no dataset" : "more than one dataset")} '{name}'. It contains {names}."
                + (named.Length == 0 ? NearestName.Hint(name, sets.Select(set => set.Name)) : ""));
    }
}
