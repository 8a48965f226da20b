namespace AlexNetPS.Datasets.Layouts;

/// <summary>A dataset layout: how to detect it and how to list its images.</summary>
/// <param name="Layout">Its name.</param>
/// <param name="Expects">Description for the message if it is requested but not found.</param>
/// <param name="Fits">Detects the layout from names, without listing all images.</param>
/// <param name="Read">Lists the images.</param>
internal sealed record LayoutReader(DatasetLayout Layout, string Expects, Func<LayoutRequest, bool> Fits,
    Func<LayoutRequest, FolderListing> Read);

/// <summary>Request to list a dataset.</summary>
/// <param name="Source">Folder or file.</param>
/// <param name="Options">Import options, such as column names.</param>
/// <param name="Cancellation">Stops a long listing.</param>
internal sealed record LayoutRequest(DatasetSource Source, ImportOptions Options, CancellationToken Cancellation)
{
    public string Root => Source.Root;

    /// <summary>Whether the source is one of several parts of a dataset, given by its path.</summary>
    public bool IsPart { get; init; }

    /// <summary>Merges, renames and drops classes.</summary>
    public ClassRenaming Renaming { get; } = new(Options.ClassMap);

    /// <summary>Folders of the system and of programs that were skipped.</summary>
    public SystemFolders SystemFolders { get; } = new();
}
