using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts.WebDatasets;

/// <summary>
/// WebDataset: tars with KEY.jpg next to KEY.cls, KEY.json or KEY.txt, alone or numbered in a folder
/// (train-000000.tar). Images are read in place.
/// </summary>
internal static class WebDataset
{
    private const int MembersSearched = 200, CaptionLength = 100;

    public static bool Fits(LayoutRequest request)
    {
        string[] tars = Tars(request.Source);
        return tars.Length > 0 && IsShard(request.Root, tars[0]);
    }

    /// <exception cref="DatasetException">The samples have no labels.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        string[] tars = Tars(request.Source);
        List<string> warnings = [];
        string extension = LabelExtension(root, tars, warnings, request.Cancellation);
        SplitName?[] splits =
            NamedSplits.Of([.. tars.Select(tar => PartNames.Of(Path.GetFileNameWithoutExtension(tar))?.Split)]);
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        List<SourceFile> files = [];
        for (int i = 0; i < tars.Length; i++)
        {
            using TarArchive archive = TarArchive.Open(Path.Combine(root, tars[i]), tars[i], warnings);
            foreach (WebSample sample in WebSample.Of(archive.Members()))
            {
                request.Cancellation.ThrowIfCancellationRequested();
                SourceFile image = archive.Files([sample.Images[0]], "", splits[i]).First();
                files.Add(Labeled(image, sample, archive, extension, classes));
            }
        }

        RejectCaptions(root, tars, extension, classes.Count, files.Count(file => file.Fault is null), classes.Keys);
        string[] ordered = [.. NumericOrder.Of(classes.Keys)];
        return FolderReader.Finish($"WebDataset with labels in .{extension}", files, ordered, warnings) with
        {
            Descriptions = ClassDescriptions.Find([root], ordered),
        };
    }

    private static string[] Tars(DatasetSource source) =>
        source.IsFile ? source.HasExtension(".tar") ? [Path.GetFileName(source.Path)] : []
        : [.. source.FileNames().Where(name => name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
            && !ImageNames.IsClutter(name))];

    /// <summary>Whether the first members are images with others of the same key that may contain labels.</summary>
    private static bool IsShard(string root, string tar)
    {
        try
        {
            using TarArchive archive = TarArchive.Open(Path.Combine(root, tar), tar, []);
            foreach (WebSample sample in WebSample.Of(archive.Members().Take(MembersSearched)))
            {
                // Other files next to images in class folders are annotations.
                bool isFlat = !sample.Images[0].Name.Contains('/', StringComparison.Ordinal);
                if (sample.Others.ContainsKey("cls") || isFlat && WebLabels.Extensions.Any(sample.Others.ContainsKey)
                    || sample.Others.TryGetValue("json", out var json) && WebLabels.Of(archive, "json", json) is not null)
                {
                    return true;
                }
            }

            return false;
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    /// <summary>Returns the extension of the members that contain the labels of the first samples.</summary>
    private static string LabelExtension(string root, string[] tars, List<string> warnings,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using TarArchive archive = TarArchive.Open(Path.Combine(root, tars[0]), tars[0], warnings);
        List<WebSample> samples = WebSample.Of(archive.Members().Take(MembersSearched));
        // A name comes before a number, also if the number is in the surer member.
        if (samples.Exists(
            sample => sample.Others.TryGetValue("json", out var member) && WebLabels.HasName(archive, member)))
        {
            return "json";
        }

        foreach (string extension in WebLabels.Extensions)
        {
            if (samples.Exists(sample => sample.Others.TryGetValue(extension, out var member)
                && WebLabels.Of(archive, extension, member) is not null))
            {
                return extension;
            }
        }

        throw new DatasetException($"'{Path.Combine(root, tars[0])}' is a WebDataset tar without labels: next to its "
            + "images there is no .cls, and no .json with a member such as \"label\" or \"class_name\".");
    }

    private static SourceFile Labeled(SourceFile image, WebSample sample, TarArchive archive, string extension,
        Dictionary<string, string> classes)
    {
        if (image.Fault is not null)
            return image;
        if (sample.Images.Count > 1)
        {
            return SourceFile.Missing(image.RelativePath, "",
                $"there are several images of one key, such as '{sample.Images[1].Name}'");
        }

        if (!sample.Others.TryGetValue(extension, out var member) || WebLabels.Of(archive, extension, member) is not { } label)
            return SourceFile.Missing(image.RelativePath, "", $"there is no label in a .{extension} next to it");
        if (!classes.TryGetValue(label, out string? shared))
            classes.Add(label, shared = label);
        return image with { ClassName = shared };
    }

    private static void RejectCaptions(string root, string[] tars, string extension, int classes, int images,
        IEnumerable<string> labels)
    {
        if (extension == "txt"
            && (classes * 2 > images || labels.Any(label => label.Length > CaptionLength || label.Contains('\n'))))
        {
            throw new DatasetException($"'{Path.Combine(root, tars[0])}' is a WebDataset tar with captions, not labels: "
                + $"its .txt files contain {classes:N0} texts for {images:N0} images. A .cls or a .json with \"label\" next "
                + "to each image is needed.");
        }
    }
}
