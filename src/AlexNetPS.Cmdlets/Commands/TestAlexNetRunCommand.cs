using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(TrainingDiagnosis), typeof(bool))]
public sealed class TestAlexNetRunCommand : AlexNetCmdlet
{
    private const string ByRun = "Run", ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByRun)]
    [ValidateNotNull]
    public TrainingRun InputObject { get; set; } = null!;

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == ByRun)
        {
            Write(InputObject);
            return;
        }

        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string folder in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                Write(TrainingRun.Open(folder));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private void Write(TrainingRun run)
    {
        TrainingDiagnosis diagnosis = run.Diagnose();
        WriteObject(Quiet ? diagnosis.Healthy == true : diagnosis);
    }
}
