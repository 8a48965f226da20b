using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Lists training runs.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(TrainingRun))]
public sealed class GetAlexNetRunCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath", RunFile = "run.json", Home = "runs";

    /// <summary>
    /// <para type="description">Folder of a run, or a folder of runs; ./runs unless told. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>
    /// <para type="description">The same, taken as it is: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        bool literal = ParameterSetName == ByLiteralPath;
        IEnumerable<string> folders = literal ? paths.Existing(LiteralPath, literal: true)
            : Path is not null ? paths.Existing(Path, literal: false)
            : Directory.Exists(paths.Full(Home)) ? [paths.Full(Home)]
            : [];
        foreach (string folder in folders)
        {
            if (File.Exists(System.IO.Path.Combine(folder, RunFile))) Write(folder);
            else WriteBelow(folder);
        }
    }

    private void WriteBelow(string folder)
    {
        WriteVerbose($"Looking for runs in '{folder}'.");
        bool found = false;
        // Names begin with the time, so this is the order they were made in.
        foreach (string run in Directory.EnumerateFiles(folder, RunFile, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => System.IO.Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal))
        {
            found = true;
            Write(run);
        }

        if (!found && (Path is not null || LiteralPath.Length > 0))
        {
            WriteError(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound, $"There is no training run in '{folder}'.", folder,
                $"A run is a folder with a file {RunFile}, made by Invoke-AlexNetTraining."));
        }
    }

    private void Write(string folder)
    {
        try
        {
            WriteObject(TrainingRun.Open(folder));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, folder));
        }
    }
}
