using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Remove, "AlexNetRun", DefaultParameterSetName = ByPath, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveAlexNetRunCommand : AlexNetCmdlet
{
    private const string Page = "Remove-AlexNetRun";

    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [RunPaths]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [RunPaths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(StateOnly))]
    public SwitchParameter StateOnly { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string folder in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                Remove(folder);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private void Remove(string folder)
    {
        if (!StateOnly && TrainingRun.IsUnbegun(folder))
        {
            RemoveUnbegun(folder);
            return;
        }

        if (!TrainingRun.IsRun(folder))
        {
            throw new ErrorRecordException(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
                $"'{folder}' is not the folder of a training run; it was not deleted.", folder,
                $"A run is a folder with a file {TrainingRun.FileName}. To delete the runs in a folder: Get-AlexNetRun "
                    + $"'{folder}' | Remove-AlexNetRun"));
        }

        TrainingRun run = Read(_ => TrainingRun.Open(folder));
        if (run.Status == RunStatus.Running && (StateOnly || !Force))
        {
            throw new ErrorRecordException(Failure.Record("RunInUse", ErrorCategory.ResourceBusy,
                $"A process is training in '{folder}'; {(StateOnly ? "its state" : "it")} was not deleted.", folder,
                StateOnly ? "Stop the training first." : "Stop the training first, or use -Force."));
        }

        if (StateOnly)
        {
            RemoveState(run);
            return;
        }

        if (!ShouldProcess(folder, $"Delete the run {run}"))
            return;
        Run(_ =>
        {
            run.Delete(Force);
            return true;
        });
        WriteVerbose($"Deleted '{folder}'.");
    }

    private void RemoveUnbegun(string folder)
    {
        if (!ShouldProcess(folder, "Delete what a training left that was killed before it began"))
            return;
        Run(_ =>
        {
            TrainingRun.DeleteUnbegun(folder);
            return true;
        });
        WriteVerbose($"Deleted '{folder}'.");
    }

    private void RemoveState(TrainingRun run)
    {
        if (!ShouldProcess(run.Path, $"Delete the optimizer state and last checkpoint, so that it cannot be resumed: {run}"))
            return;
        long before = run.Size;
        Run(_ =>
        {
            run.RemoveState();
            return true;
        });
        WriteVerbose($"Freed {(before - run.Size) / 1e6:N1} MB of '{run.Path}', which cannot be resumed now.");
    }
}
