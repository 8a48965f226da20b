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
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutputPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Layer { get; set; }

    [Parameter]
    [ValidateRange(1, 64)]
    public int Scale { get; set; } = 4;

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        string file = OutputFile.Check(paths.Full(Path), Path, NoClobber);
        if (!System.IO.Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new ErrorRecordException(Failure.Record("FormatUnknown", ErrorCategory.InvalidArgument,
                $"Filters are written as PNG; '{Path}' is not a .png path.", Path, "Use a path that ends with .png."));
        }

        if (!ShouldProcess(file, "Write image of filters"))
            return;
        ModelReference model = References.Locate(Model, paths);
        Run(channel =>
        {
            ImageEncoder.WritePng(file, FilterImage.Draw(References.Open(model, channel), Layer, Scale).View);
            return file;
        });
        WriteVerbose($"Wrote '{file}'.");
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }
}
