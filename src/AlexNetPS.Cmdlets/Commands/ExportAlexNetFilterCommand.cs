using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetFilter", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetFilterCommand : AlexNetCmdlet
{
    private const string Page = "Export-AlexNetFilter";

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

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layer))]
    [ArgumentCompleter(typeof(FilterLayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Layer { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Scale))]
    [ValidateRange(1, 64)]
    public int Scale { get; set; } = 4;

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
        string file = _output.Take(OutputPath, "Filters", [".png"]);
        if (!ShouldProcess(file, "Write image of filters"))
            return;
        ModelReference model = References.Locate(Model, new(this));
        _output.Write(file, PassThru, () =>
        {
            RgbImage drawn = Read(channel => FilterImage.Draw(References.Open(model, channel), Layer, Scale));
            Run(_ =>
            {
                ImageEncoder.WritePng(file, drawn.View);
                return true;
            });
        });
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();
}
