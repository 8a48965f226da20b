using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Draws the filters of a convolution to a PNG file, in the order of the AlexNet paper: tower 1
/// above tower 2.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "AlexNetFilter", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetFilterCommand : AlexNetCmdlet
{
    /// <summary>
    /// <para type="description">A model, a training run (its best model), or the path of either.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    /// <summary>
    /// <para type="description">PNG file to write; one that is there is replaced.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutputPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// <para type="description">A convolution by name; the first one unless told.</para>
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Layer { get; set; }

    /// <summary>
    /// <para type="description">Pixels for a weight, along each edge.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int Scale { get; set; } = 4;

    /// <summary>
    /// <para type="description">Leaves a file that is there alone and fails.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>
    /// <para type="description">Writes the file's FileInfo to the pipeline.</para>
    /// </summary>
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
                $"Filters are drawn as PNG, and '{Path}' ends otherwise.", Path, "Give a path that ends with .png."));
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
