using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Folders that programs and systems create next to images: recycle bins, thumbnails, catalogs. They are no classes,
/// and the images in them belong to none.
/// </summary>
internal sealed class SystemFolders
{
    private static readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Network drives: Synology, QNAP, TrueNAS
        "#recycle", "#snapshot", "@eaDir", "@Recycle", "@Recently-Snapshot", "@sharebin", "@tmp", ".@__thumb",
        // Windows, macOS, Linux
        "$RECYCLE.BIN", "RECYCLER", "RECYCLED", "System Volume Information", "$WinREAgent", "__MACOSX",
        "Network Trash Folder", "Temporary Items", "lost+found",
        // Notebooks and Python
        ".ipynb_checkpoints", "__pycache__", "_gsdata_",
        // Programs for photos
        "thumbnail", "thumbnails", "thumbs", "_thumbs", "_thumbnails", ".thumbnails", ".thumbs", ".picasaoriginals",
        "CaptureOne", "Lightroom",
    };

    private static readonly string[] _endings =
        [".lrdata", ".lrcat-data", ".lrlibrary", ".photoslibrary", ".aplibrary", ".photolibrary", ".cocatalog"];

    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>Whether a folder of this name contains no images of a dataset.</summary>
    public static bool Has(ReadOnlySpan<char> name)
    {
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
            || name.StartsWith("Lightroom ", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (string ending in _endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of the folders of a path with '/' contains no images of a dataset.</summary>
    public static bool Contain(ReadOnlySpan<char> path)
    {
        int end = path.LastIndexOf('/');
        if (end < 0)
            return false;
        foreach (Range folder in path[..end].Split('/'))
        {
            if (Has(path[folder]))
                return true;
        }

        return false;
    }

    /// <summary>Notes a folder that was skipped; returns whether it is to be.</summary>
    public bool Skips(ReadOnlySpan<char> name)
    {
        if (!Has(name))
            return false;
        string text = name.ToString();
        _skipped[text] = _skipped.GetValueOrDefault(text) + 1;
        return true;
    }

    /// <summary>Warns once of all folders that were skipped.</summary>
    public void Report(List<string> warnings)
    {
        if (_skipped.Count == 0)
            return;
        int count = _skipped.Values.Sum();
        string[] names = [.. _skipped.Select(folder => folder.Value == 1 ? folder.Key
            : FormattableString.Invariant($"{folder.Key} ({folder.Value} times)"))];
        warnings.Add($"{FolderReader.Count(count, "folder")} of the system or of a program for photos "
            + $"{(count == 1 ? "was" : "were")} skipped: {NameText.List(names, 20)}. "
            + "Recycle bins, thumbnails and catalogs are no classes.");
    }
}
