using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that read runs: by their folders, or all in a folder. Default: ./runs.</summary>
public abstract class RunCommand : AlexNetCmdlet
{
    // The help messages of its parameters.
    private const string Page = "Get-AlexNetRun";

    private protected const string ByPath = "Path";

    private const string ByLiteralPath = "LiteralPath";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [RunPaths]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [RunPaths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Whether the paths have no wildcards.</summary>
    private protected bool IsLiteral => ParameterSetName == ByLiteralPath;

    /// <summary>The given paths; null for the default folder.</summary>
    private protected string[]? GivenPaths => IsLiteral ? LiteralPath : Path;

    /// <summary>Returns the runs; each path without one is an error.</summary>
    private protected IEnumerable<TrainingRun> Runs() => new RunFinder(this).Find(GivenPaths, IsLiteral);
}
