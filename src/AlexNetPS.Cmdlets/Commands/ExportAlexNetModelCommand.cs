using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Writes a trained model, with its classes and transforms, to a safetensors file.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "AlexNetModel", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetModelCommand : AlexNetCmdlet
{
    /// <summary>
    /// <para type="description">A model, a training run (its best model), or the path of either.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    /// <summary>
    /// <para type="description">File to write; one that is there is replaced.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutputPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

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
        if (!ShouldProcess(file, "Write model")) return;
        ModelReference model = References.Locate(Model, paths);
        Run(_ =>
        {
            References.Open(model).Save(file);
            return file;
        });
        WriteVerbose($"Wrote '{file}'.");
        // From the provider, which adds what the table of files shows.
        if (PassThru) WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }
}
