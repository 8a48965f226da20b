namespace AlexNetPS.Datasets.Layouts;

/// <summary>A layout: how to know it, and how to list its images.</summary>
/// <param name="Layout">Its name.</param>
/// <param name="Expects">What it looks like, for the message where it is asked for and not found.</param>
/// <param name="Fits">A look at the names that are there, without going through all images.</param>
/// <param name="Read">Lists the images.</param>
internal sealed record LayoutReader(DatasetLayout Layout, string Expects, Func<DatasetSource, bool> Fits,
    Func<LayoutRequest, FolderListing> Read);

/// <summary>What is to be listed.</summary>
/// <param name="Source">Folder or file.</param>
/// <param name="Options">Column names and the like.</param>
/// <param name="Cancellation">Ends a long listing.</param>
internal sealed record LayoutRequest(DatasetSource Source, ImportOptions Options, CancellationToken Cancellation)
{
    public string Root => Source.Root;
}
