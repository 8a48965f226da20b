using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetDiagram", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetDiagramCommand : AlexNetCmdlet
{
    private const string Page = "Export-AlexNetDiagram";

    private OutputTarget _output = null!;
    private object? _last;

    [Parameter(Mandatory = true, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Network))]
    [NetworkReference]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNull]
    public NetworkReference Network { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Style))]
    public DiagramStyle Style { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Scale))]
    [ValidateRange(0.1, 10)]
    public double Scale { get; set; } = 2;

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
        // The rows of a network are one input.
        if (Network.Value is NetworkDefinition given && ReferenceEquals(given, _last))
            return;
        _last = Network.Value;
        string file = _output.Take(OutputPath, "A diagram", NetworkDiagram.Extensions);
        if (!ShouldProcess(file, "Write diagram of the network"))
            return;
        NetworkDefinition network = References.Open(Network, new(this), this);
        _output.Write(file, PassThru, () => Run(_ =>
        {
            NetworkDiagram.Write(file, network, Style, Scale);
            return true;
        }));
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();
}
