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
        throw new ErrorRecordException(Failure.Record("ArgumentInvalid", ErrorCategory.InvalidArgument,
            $"-WorkerIndex and -WorkerCount belong together; -{(IsPart ? nameof(WorkerIndex) : nameof(WorkerCount))} is "
                + "missing.", null, "A part is prepared by one of several workers: -WorkerIndex 0 -WorkerCount 16, to -WorkerIndex 15."));
    }
}
