using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that read files or folders given by -Path or -LiteralPath.</summary>
public abstract class PathCommand : AlexNetCmdlet
{
    // The help messages of its parameters.
    private const string Page = "Import-ImageNetFolder";

    private protected const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [Paths]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [Alias("PSPath", "LP")]
    [Paths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Returns the full paths that exist; each that does not is an error.</summary>
    private protected IEnumerable<string> ExistingPaths()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        return new PathResolver(this).Existing(literal ? LiteralPath : Path, literal);
    }
}
