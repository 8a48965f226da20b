using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store.Parts;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Join, "ImageNetStore", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(ImageNetDataset))]
public sealed class JoinImageNetStoreCommand : AlexNetCmdlet
{
    private const string Page = "Join-ImageNetStore", ByPath = "Path", ByLiteralPath = "LiteralPath";

    private readonly List<ImageNetStorePart> _parts = [];
    private bool _failed;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [PartPaths]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [Alias("PSPath", "LP")]
    [PartPaths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(CachePath))]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(RemovePart))]
    public SwitchParameter RemovePart { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string path in literal ? LiteralPath : Path)
        {
            string[] folders = [.. new PathResolver(this).Existing([path], literal)];
            // A part that is missing is an error already; the others are no dataset.
            _failed |= folders.Length == 0;
            foreach (string folder in folders)
                Add(folder);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_failed || _parts.Count == 0)
            return;
        string store = _parts[0].StorePath;
        string folder = CachePath is null
            ? System.IO.Path.GetDirectoryName(store)!
            : new PathResolver(this).Full(CachePath);
        store = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(store));
        if (!ShouldProcess(store, $"Join {_parts.Count:N0} part{(_parts.Count == 1 ? "" : "s")}"))
            return;
        var options = new JoinOptions { CachePath = folder, RemoveParts = RemovePart, Force = Force };
        var display = new ProgressDisplay();
        Relay<ImportProgress> relay =
            FolderImport.Progress(display.Add($"Joining {System.IO.Path.GetFileName(store)}"));
        try
        {
            WriteObject(FolderImport.Tell(this,
                Run(display, channel => ImageNetImporter.Join(_parts, options, relay, channel.Stopping))));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, store));
        }
    }

    private void Add(string folder)
    {
        try
        {
            _parts.AddRange(Read(_ => ImageNetStorePart.Find(folder)));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            _failed = true;
            WriteError(Failure.From(e, folder));
        }
    }
}
