using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Models.Export;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetModel", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetModelCommand : AlexNetCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutputPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    public ModelFileFormat Format { get; set; }

    [Parameter]
    public TensorNames TensorName { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        string file = OutputFile.Check(paths.Full(Path), Path, NoClobber);
        if (!ShouldProcess(file, "Write model"))
            return;
        ModelFileFormat? format = MyInvocation.BoundParameters.ContainsKey(nameof(Format)) ? Format : null;
        ModelReference model = References.Locate(Model, paths);
        Run(channel =>
        {
            References.Open(model, channel).Export(file, format, TensorName, channel.WriteWarning);
            return file;
        });
        WriteVerbose($"Wrote '{file}'.");
        // Through the provider, which adds the properties that the file table shows.
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }
}
