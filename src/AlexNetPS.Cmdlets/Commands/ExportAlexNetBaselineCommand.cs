using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetBaseline", DefaultParameterSetName = OfModels, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetBaselineCommand : EvaluatedCommand
{
    private const string Page = "Export-AlexNetBaseline";

    private static readonly string[] _endings = [".json"];

    private OutputTarget _output = null!;
    private string _file = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReferences(LeavesResults = true)]
    [ValidateNotNullOrEmpty]
    public override ModelReference[] Model { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public override DatasetReference? Dataset { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Evaluation))]
    [ValidateNotNull]
    public override Evaluation? Evaluation { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    // A path on the command line is bound before the first input.
    /// <inheritdoc/>
    protected override void Begin()
    {
        _output = new(this, NoClobber, Force, oneFile: OutputPath.Length > 0);
        base.Begin();
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        _file = _output.Take(OutputPath, "A baseline", _endings);
        // Each model of a list has its own evaluation.
        if (Model.Length > 1)
            _output.Take(OutputPath, "A baseline", _endings);
        if (ShouldProcess(_file, "Write baseline"))
            base.Process();
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();

    private protected override void Use(Evaluation evaluation)
    {
        string file = _file;
        _output.Write(file, PassThru, () => Run(_ =>
        {
            Baseline.Of(evaluation).Save(file);
            return file;
        }));
    }
}
