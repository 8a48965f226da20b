using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>Reads a dataset as an import does: what is listed, and the bytes or pixels of the first images.</summary>
internal static class ListedImages
{
    private const int ImagesRead = 5;

    public static void Read(string path, ImportOptions options)
    {
        ImportPreview.Of(path, options);
        var source = DatasetSource.At(path);
        FolderListing listing = ImageNetImporter.List(source, options, default);
        using ImageReader reader = listing.NewReader?.Invoke() ?? new FileImageReader(source.Root, options);
        foreach (SourceFile file in ImageNetImporter.Candidates(listing).Take(ImagesRead))
        {
            try
            {
                reader.ReadFile(file);
                if (listing.Shape is not null)
                    reader.Read(file, out _, out _);
            }
            catch (Exception e) when (e is ImageFormatException or FileNotFoundException or DirectoryNotFoundException)
            {
                // The import skips the file with this reason.
            }
        }
    }
}
