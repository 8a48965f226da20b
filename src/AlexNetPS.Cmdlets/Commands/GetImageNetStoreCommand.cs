using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "ImageNetStore", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImageNetStore))]
public sealed class GetImageNetStoreCommand : AlexNetCmdlet
{
    private const string Page = "Get-ImageNetStore";

    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [StorePaths]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [Alias("PSPath", "LP")]
    [StorePaths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        string home = ImageNetStore.DefaultFolder;
        IEnumerable<string> folders = !literal && Path is null
            ? Directory.Exists(home) ? [home] : []
            : new PathResolver(this).Existing(literal ? LiteralPath : Path!, literal);
        foreach (string folder in folders)
        {
            try
            {
                WriteVerbose($"Searching for stores in '{folder}'.");
                WriteObject(Read(_ => ImageNetStore.Find(folder)), enumerateCollection: true);
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }
}
