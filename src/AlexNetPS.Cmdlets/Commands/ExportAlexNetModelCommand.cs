using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Models.Export;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Writes a trained model to a file: safetensors with its classes and transforms, a PyTorch state
/// dictionary, or ONNX.</para>
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
    /// <para type="description">Safetensors (comes back whole), PyTorch (weights for torch.load) or Onnx; without it,
    /// what the extension means: .safetensors, .pth, .pt, .onnx.</para>
    /// </summary>
    [Parameter]
    public ModelFileFormat Format { get; set; }

    /// <summary>
    /// <para type="description">Names of the tensors: Layers (conv1.weight), TorchVision (features.0.weight), or
    /// Automatic, which is TorchVision for OneTower in PyTorch files.</para>
    /// </summary>
    [Parameter]
    public TensorNames TensorName { get; set; }

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
        // From the provider, which adds what the table of files shows.
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }
}
