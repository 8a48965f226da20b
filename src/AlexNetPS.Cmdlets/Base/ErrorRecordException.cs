using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Carries a finished error record to where it is known whether it ends the command or only one input.
/// </summary>
internal sealed class ErrorRecordException(ErrorRecord record) : Exception(record.Exception.Message, record.Exception)
{
    public ErrorRecord ErrorRecord { get; } = record;
}
