using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Which part of the images is prepared.</summary>
public sealed partial class ImportImageNetFolderCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(WorkerIndex))]
    [ValidateRange(0, ImportWorker.MaximumCount - 1)]
    public int WorkerIndex { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(WorkerCount))]
    [ValidateRange(1, ImportWorker.MaximumCount)]
    public int WorkerCount { get; set; }

    private bool IsPart => IsBound(nameof(WorkerCount));

    private ImportWorker? Worker => IsPart ? new(WorkerIndex, WorkerCount) : null;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (IsBound(nameof(WorkerIndex)) == IsPart)
            return;
        string missing = IsPart ? nameof(WorkerIndex) : nameof(WorkerCount);
        throw new ErrorRecordException(Failure.Record("ArgumentInvalid", ErrorCategory.InvalidArgument,
            $"-WorkerIndex and -WorkerCount belong together; -{missing} is missing.", null,
            "Of 16 workers the first has -WorkerIndex 0 -WorkerCount 16, and the last -WorkerIndex 15."));
    }
}
