using System.Management.Automation;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(TrainingDiagnosis), typeof(bool))]
public sealed class TestAlexNetRunCommand : RunCommand
{
    private const string Page = "Test-AlexNetRun";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quiet))]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TrainingDiagnosis diagnosis in Runs().Select(run => run.Diagnose()))
            WriteObject(Quiet ? diagnosis.Healthy == true : diagnosis);
    }
}
