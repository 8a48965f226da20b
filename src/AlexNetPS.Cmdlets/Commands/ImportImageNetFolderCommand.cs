using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Prepares a folder of labelled photos for training.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "ImageNetFolder", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImageNetDataset))]
public sealed class ImportImageNetFolderCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    /// <summary>
    /// <para type="description">Folder with one folder of photos for each class, or with train, val and test folders above them. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// <para type="description">The same, taken as it is: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// <para type="description">Share of each class held out for validation, where the folder has no validation part. 0.1 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double ValidationFraction { get; set; } = new ImportOptions().ValidationFraction;

    /// <summary>
    /// <para type="description">Share of each class held out for a final test, where the folder has no test part. 0 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double TestFraction { get; set; } = new ImportOptions().TestFraction;

    /// <summary>
    /// <para type="description">Chooses which photos are held out; the same seed chooses the same.</para>
    /// </summary>
    [Parameter]
    public ulong Seed { get; set; }

    /// <summary>
    /// <para type="description">Short side of the prepared pictures in pixels. 256 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(8, 4096)]
    public int ImageSize { get; set; } = new ImportOptions().ImageSize;

    /// <summary>
    /// <para type="description">Folder that holds prepared pictures; a folder of the user's local application data unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    /// <summary>
    /// <para type="description">Prepares nothing: photos are decoded whenever they are needed.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter IndexOnly { get; set; }

    /// <summary>
    /// <para type="description">Prepares every photo anew, even where an earlier import can be used.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        ImportOptions options = Options(paths);
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string folder in paths.Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                Import(folder, options);
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private ImportOptions Options(PathResolver paths) => new()
    {
        ValidationFraction = ValidationFraction,
        TestFraction = TestFraction,
        Seed = Seed,
        ImageSize = ImageSize,
        CachePath = CachePath is null ? null : paths.Full(CachePath),
        IndexOnly = IndexOnly,
        Force = Force,
    };

    private void Import(string folder, ImportOptions options)
    {
        WriteVerbose($"Importing '{folder}', short side {options.ImageSize} pixels, seed {options.Seed}.");
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Importing {System.IO.Path.GetFileName(folder)}");
        var relay = new Relay<ImportProgress>(p => bar.Report(
            $"{p.Activity}: {p.Done:N0}{(p.Total > 0 ? $" of {p.Total:N0}" : "")} images, {p.PerSecond:N0} a second",
            p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));
        ImageNetDataset dataset = Run(display, channel => ImageNetImporter.Import(folder, options, relay, channel.Stopping));
        foreach (string warning in dataset.Warnings) WriteWarning(warning);
        if (dataset.Skipped.Count > 0)
            WriteWarning($"{dataset.Skipped.Count:N0} of {dataset.Skipped.Count + dataset.Count:N0} files were left out because they cannot be read; the dataset's Skipped property lists them with the reason.");
        WriteVerbose(dataset.StorePath is null ? "No store was written; photos will be decoded as they are needed." : $"Prepared pictures are in '{dataset.StorePath}'.");
        WriteObject(dataset);
    }
}
