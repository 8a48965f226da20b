using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Deletes training runs: their folders with checkpoints, models and metrics.</para>
/// </summary>
[Cmdlet(VerbsCommon.Remove, "AlexNetRun", DefaultParameterSetName = ByPath, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveAlexNetRunCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath", ByRun = "Run";

    /// <summary>
    /// <para type="description">Folders of runs. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// <para type="description">Folders of runs, taken as they are: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// <para type="description">Runs of Invoke-AlexNetTraining or Get-AlexNetRun.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRun)]
    [ValidateNotNullOrEmpty]
    public TrainingRun[] InputObject { get; set; } = [];

    /// <summary>
    /// <para type="description">Also deletes a run that a process is training; that training then fails. The question
    /// is still asked.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        // A run that came as an object may have gone on, or gone away, since.
        IEnumerable<string> folders = ParameterSetName == ByRun
            ? InputObject.Select(run => run.Path)
            : new PathResolver(this).Existing(literal ? LiteralPath : Path, literal);
        foreach (string folder in folders)
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
        if (!RunFinder.IsRun(folder))
        {
            throw new ErrorRecordException(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
                $"'{folder}' is not the folder of a training run, so it is left alone.", folder,
                $"A run is a folder with a file {RunFinder.RunFile}. For the runs below a folder: Get-AlexNetRun "
                    + $"'{folder}' | Remove-AlexNetRun"));
        }

        TrainingRun run = TrainingRun.Open(folder);
        if (run.Status == RunStatus.Running && !Force)
        {
            throw new ErrorRecordException(Failure.Record("RunInUse", ErrorCategory.ResourceBusy,
                $"A process is training in '{folder}', so it is left alone.", folder,
                "Stop the training first, or give -Force."));
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
}
