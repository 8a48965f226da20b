using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Inference.Filters;
using AlexNetPS.Models;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetFilter", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetFilterCommand : DeviceCommand
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

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference? Dataset { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Validation;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [ValidateRange(1, 100)]
    public int Count { get; set; } = new StrongestOptions().Count;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Scale))]
    [ValidateRange(1, 64)]
    public int Scale { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Bare))]
    public SwitchParameter Bare { get; set; }

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
        string file = _output.Take(OutputPath, "Filters", PictureFile.Extensions);
        if (!ShouldProcess(file, "Write image of filters"))
            return;
        var paths = new PathResolver(this);
        ModelReference model = References.Locate(Model, paths);
        DatasetSplit? split = Dataset is null ? null : Open(References.Locate(Dataset, paths));
        _output.Write(file, PassThru, () =>
        {
            Picture picture = split is null ? DrawWeights(model) : DrawStrongest(model, split);
            Run(_ =>
            {
                // Of a picture of weights the scale is in its size.
                PictureFile.Write(file, picture, split is not null && Scale > 0 ? Scale : 1);
                return true;
            });
            if (!Bare && file.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !Pictures.Renderer.HasFont)
            {
                WriteWarning(
                    $"The system has no font: '{file}' has no title and no numbers. Install one, or use .svg.");
            }
        });
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();

    private DatasetSplit Open(DatasetReference located)
    {
        DatasetSplit split = References.OpenSplit(located, Split, this);
        if (split.Count > 0)
            return split;
        throw new ErrorRecordException(Failure.Record("SplitEmpty", ErrorCategory.InvalidArgument,
            $"The {split.Name} split of {split.Dataset.Name} has no images.", split, "Use another -Split."));
    }

    private Picture DrawWeights(ModelReference model) =>
        Read(channel => FilterPicture.OfWeights(References.Open(model, channel), Layer, Scale, Bare));

    private Picture DrawStrongest(ModelReference located, DatasetSplit split)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Filters on {split.Dataset.Name}, {split.Name} split");
        var relay = new Relay<int>(
            done => bar.Report($"{done:N0} of {split.Count:N0} images", (double)done / split.Count, null));
        return Read(display, channel =>
        {
            AlexNetModel model = References.Open(located, channel);
            if (model.PreparationWarning(split.Dataset) is string warning)
                channel.WriteWarning(warning);
            var options = new StrongestOptions
            {
                Count = Count,
                Device = Device,
                Convolution = Convolution,
                Threads = Threads,
            };
            return FilterPicture.OfStrongest(model, Layer,
                StrongestInputs.Find(model, Layer, split, options, relay, channel.Stopping),
                $"{split.Dataset.Name} ({split.Name})", Bare);
        });
    }
}
