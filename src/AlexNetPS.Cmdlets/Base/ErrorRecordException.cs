using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Carries an error record to the caller that decides whether it is terminating.</summary>
internal sealed class ErrorRecordException(ErrorRecord record) : Exception(record.Exception.Message, record.Exception)
{
    public ErrorRecord ErrorRecord { get; } = record;
}
