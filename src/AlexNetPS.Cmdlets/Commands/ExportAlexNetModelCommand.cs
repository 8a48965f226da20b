using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetModel", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetModelCommand : AlexNetCmdlet
{
    private const string Page = "Export-AlexNetModel";

    private OutputTarget _output = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Format))]
    public ModelFileFormat Format { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TensorName))]
    public TensorNames TensorName { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    // A path on the command line is bound before the first input.
    /// <inheritdoc/>
    protected override void Begin() => _output = new(this, NoClobber, Force, oneFile: OutputPath.Length > 0);

    /// <inheritdoc/>
    protected override void Process()
    {
        string file = _output.Take(OutputPath);
        if (!ShouldProcess(file, "Write model"))
            return;
        ModelFileFormat? format = IsBound(nameof(Format)) ? Format : null;
        ModelReference model = References.Locate(Model, new(this));
        _output.Write(file, PassThru, () =>
        {
            AlexNetModel opened = Read(channel => References.Open(model, channel));
            Run(channel =>
            {
                opened.Export(file, format, TensorName, channel.WriteWarning);
                return true;
            });
        });
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();
}
