using AlexNetPS.Formats.Idx;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>A pair of IDX files: images and their labels.</summary>
/// <param name="Part">Part of the dataset; null if the names tell none.</param>
/// <param name="Images">Full path of the images.</param>
/// <param name="LabelFile">Full path of the labels.</param>
/// <param name="Shape">Size of the images.</param>
/// <param name="Labels">A label for each image.</param>
internal sealed record IdxPart(SplitName? Part, string Images, string LabelFile, ImageShape Shape, int[] Labels)
{
    /// <summary>Checks the images up to the end of their file and reads the labels.</summary>
    /// <param name="folder">Folder of the files.</param>
    /// <param name="names">The files of the part, plain or compressed.</param>
    /// <exception cref="DatasetException">A file is missing, damaged, or does not fit the other.</exception>
    public static IdxPart Read(string folder, IdxName[] names)
    {
        string images = Only(folder, [.. names.Where(name => name.IsImages)])
            ?? throw Missing(folder, names[0], "images");
        string labels = Only(folder, [.. names.Where(name => !name.IsImages)])
            ?? throw Missing(folder, names[0], "labels");
        IReadOnlyList<int> sizes =
            DatasetException.Wrap(() => IdxFile.Check(images, IdxType.UnsignedByte)).Dimensions;
        if (sizes.Count != 3)
            throw new DatasetException($"'{images}' has {sizes.Count} dimensions; images have three.");
        IdxFile values = DatasetException.Wrap(() => IdxFile.Read(labels,
            IdxType.UnsignedByte, IdxType.SignedByte, IdxType.Int16, IdxType.Int32));
        // QMNIST's rows of numbers start with the label; any other row may be anything.
        if (values.Dimensions.Count > 2 || values.Dimensions.Count == 2 && values.Type != IdxType.Int32)
            throw new DatasetException($"'{labels}' has {values.Dimensions.Count} dimensions; labels have one.");
        return values.Dimensions[0] == sizes[0]
            ? new(names[0].Part, images, labels, new ImageShape(sizes[2], sizes[1], 1), values.FirstOfRows())
            : throw new DatasetException($"'{images}' has {sizes[0]:N0} images, and '{labels}' has "
                + $"{values.Dimensions[0]:N0} labels. They do not belong together; download both again.");
    }

    /// <summary>Returns the path of the plain file, or of the compressed one; null if there is none.</summary>
    private static string? Only(string folder, IdxName[] names)
    {
        IdxName[] read = [.. names.Where(name => name.Extension is "" or ".gz")];
        IdxName[] plain = [.. read.Where(name => name.Extension.Length == 0)];
        IdxName[] chosen = plain.Length > 0 ? plain : read;
        return chosen.Length switch
        {
            1 => Path.Combine(folder, chosen[0].File),
            > 1 => throw new DatasetException($"'{folder}' contains more than one file for the same part: "
                + $"{NameText.List([.. chosen.Select(name => name.File)])}. Keep one of them."),
            _ when names.Length > 0 => throw new DatasetException($"'{Path.Combine(folder, names[0].File)}' is compressed "
                + $"as {names[0].Extension}, which is not read. Unpack it."),
            _ => null,
        };
    }

    private static DatasetException Missing(string folder, IdxName other, string missing)
    {
        string have = missing == "labels" ? "images" : "labels";
        string expected = (other.Extension.Length == 0 ? other.File : Path.GetFileNameWithoutExtension(other.File))
            .Replace(have, missing, StringComparison.OrdinalIgnoreCase)
            .Replace(missing == "labels" ? "idx3" : "idx1", missing == "labels" ? "idx1" : "idx3",
                StringComparison.OrdinalIgnoreCase);
        return new($"'{Path.Combine(folder, other.File)}' has no {missing}: '{expected}' or '{expected}.gz' is missing.");
    }
}
