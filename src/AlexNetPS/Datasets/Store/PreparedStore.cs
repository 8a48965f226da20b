using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Store;

/// <summary>A complete store on disk: what it says, and its arrays.</summary>
internal sealed class PreparedStore
{
    private PreparedStore(StorePaths paths, StoreManifest manifest, List<IndexRow> rows, long[] offsets, int[] shapes, MappedPixelSource pixels)
    {
        Paths = paths;
        Manifest = manifest;
        Rows = rows;
        Offsets = offsets;
        Shapes = shapes;
        Pixels = pixels;
    }

    public StorePaths Paths { get; }

    public StoreManifest Manifest { get; }

    public List<IndexRow> Rows { get; }

    public long[] Offsets { get; }

    public int[] Shapes { get; }

    public MappedPixelSource Pixels { get; }

    /// <exception cref="InvalidDataException">Files that do not fit together, or of a newer version.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static PreparedStore Open(string folder)
    {
        StorePaths paths = new(folder);
        StoreManifest manifest = StoreManifest.Read(paths.Manifest);
        List<IndexRow> rows = StoreIndex.Read(paths.Index, manifest.Images, manifest.Classes);
        long[] offsets = NpyFile.Read<long>(paths.Offsets, "<i8", out _);
        int[] shapes = NpyFile.Read<int>(paths.Shapes, "<i4", out _);
        if (rows.Count != manifest.Images || offsets.Length != rows.Count || shapes.Length != 3 * rows.Count)
            throw new InvalidDataException($"the files of '{folder}' do not belong together: {manifest.Images} pictures, {rows.Count} rows, {offsets.Length} offsets");
        return new PreparedStore(paths, manifest, rows, offsets, shapes, new MappedPixelSource(paths.Pixels, offsets, shapes));
    }

    /// <summary>Null when there is no store here, or none that can be used.</summary>
    public static PreparedStore? TryOpen(string folder)
    {
        try
        {
            return File.Exists(new StorePaths(folder).Manifest) ? Open(folder) : null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What became of each file, by relative path.</summary>
    public Dictionary<string, FileOutcome> Outcomes()
    {
        long[] moments = NpyFile.Read<long>(Paths.Moments, "<i8", out _);
        Dictionary<string, FileOutcome> outcomes = new(Rows.Count + Manifest.Skipped.Count, StringComparer.Ordinal);
        for (int i = 0; i < Rows.Count; i++)
        {
            IndexRow row = Rows[i];
            StoredPicture picture = new(Offsets[i], Shapes[3 * i + 1], Shapes[3 * i], Shapes[3 * i + 2], row.SourceWidth, row.SourceHeight,
                ChannelMoments.From(moments.AsSpan(i * ChannelMoments.Count, ChannelMoments.Count)));
            outcomes[row.Path] = new FileOutcome(row.Length, row.Modified, picture, null);
        }

        foreach (SkippedEntry skipped in Manifest.Skipped)
            outcomes[skipped.Path] = new FileOutcome(skipped.Size, skipped.Modified, null, skipped.Reason);
        return outcomes;
    }

    /// <summary>Whether the folder still holds exactly the files that this store was made of.</summary>
    public bool IsOf(IReadOnlyList<SourceFile> files)
    {
        if (files.Count != Rows.Count + Manifest.Skipped.Count)
            return false;
        Dictionary<string, SkippedEntry> skipped = Manifest.Skipped.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        int row = 0;
        foreach (SourceFile file in files)
        {
            // Both lists are in ordinal order of their paths.
            if (row < Rows.Count && Rows[row].Path == file.RelativePath)
            {
                if (Rows[row].Length != file.Length || Rows[row].Modified != file.Modified || Rows[row].ClassName != file.ClassName)
                    return false;
                row++;
            }
            else if (!skipped.TryGetValue(file.RelativePath, out SkippedEntry? entry) || entry.Size != file.Length || entry.Modified != file.Modified)
            {
                return false;
            }
        }

        return row == Rows.Count;
    }

    public ImageNetDataset ToDataset()
    {
        List<ImageSample>[] parts = [[], [], []];
        for (int i = 0; i < Rows.Count; i++)
        {
            IndexRow row = Rows[i];
            parts[(int)row.Split].Add(new ImageSample(i, Path.Combine(Manifest.Source, row.Path), row.Label, row.ClassName));
        }

        return new ImageNetDataset(Manifest.Name, Manifest.Source, Paths.Store, Manifest.Classes, parts[0], parts[1], parts[2],
            [.. Manifest.Skipped.Select(entry => new SkippedFile(Path.Combine(Manifest.Source, entry.Path), entry.Reason))],
            Manifest.Statistics, Pixels)
        {
            Layout = Manifest.Layout,
            ImageSize = Manifest.ImageSize,
            Channels = Manifest.Channels,
            Warnings = Manifest.Warnings,
        };
    }
}
