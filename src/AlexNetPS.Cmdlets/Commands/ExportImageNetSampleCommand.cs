using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Models;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "ImageNetSample", DefaultParameterSetName = Piped, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportImageNetSampleCommand : DeviceCommand
{
    private const string Page = "Export-ImageNetSample", Piped = "Pipeline", Given = "Dataset", OfImages = "Image";

    private static readonly string[] _endings = [".png", ".jpg", ".jpeg"];

    private OutputTarget _output = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Piped,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Given,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(ParameterSetName = OfImages, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetNotImageReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? Model { get; set; }

    [Parameter(Position = 0, ParameterSetName = Piped,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [Parameter(Position = 1, ParameterSetName = Given,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public RecipeReference? Recipe { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = Piped,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = Given,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfImages,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = new SampleOptions().Count;

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Train;

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Epoch))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Epoch))]
    [ValidateRange(1, int.MaxValue)]
    public int Epoch { get; set; } = new SampleOptions().Epoch;

    [Parameter(ParameterSetName = Piped, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Class))]
    [Parameter(ParameterSetName = Given, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Class))]
    [Alias("ClassName")]
    [ArgumentCompleter(typeof(ClassCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Class { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Columns))]
    [ValidateRange(1, 100)]
    public int Columns { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Title))]
    [ValidateNotNull]
    public string? Title { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ShowFileName))]
    public SwitchParameter ShowFileName { get; set; }

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
        if (ParameterSetName == OfImages)
        {
            AddImages();
            return;
        }

        var paths = new PathResolver(this);
        string file = _output.Take(OutputPath, "A contact sheet", _endings);
        ModelReference? shown = Model is null ? null : References.Locate(Model, paths);
        AlexNetModel? model = shown is null ? null : Read(channel => References.Open(shown, channel));
        Recipe recipe = References.Open(Recipe, paths, () => References.RecipeOf(model), WriteWarning);
        if (!ShouldProcess(file, "Write contact sheet"))
            return;
        DatasetReference located = References.Locate(Dataset, paths);
        var options = new SampleOptions
        {
            Count = Count,
            Seed = Seed,
            Epoch = Epoch,
            Classes = Class,
            Columns = Columns,
            Model = model,
            Title = Title,
            ShowFileNames = IsBound(nameof(ShowFileName)) ? ShowFileName : null,
            Device = Device,
            Convolution = Convolution,
            Threads = Threads,
        };
        SplitName name = model is not null && !IsBound(nameof(Split))
            ? SplitName.Validation
            : Split;
        DatasetSplit split = References.OpenSplit(located, name, this);
        RequireSameSplit(split);
        _output.Write(file, PassThru, () => Write(file, Run(channel =>
        {
            if (model?.PreparationWarning(split.Dataset) is string warning)
                channel.WriteWarning(warning);
            return SampleSheet.Compose(split, recipe, options, channel.Stopping);
        })));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        foreach ((string file, SheetInput images) in _sheets.Values)
            Write(file, images);
        _output.Complete();
    }

    private void Write(string file, ContactSheet sheet)
    {
        if (sheet.Warning is string warning)
        {
            string legend = ContactSheet.LegendPath(file);
            WriteWarning($"{warning} The images have numbers, which '{Path.GetFileName(legend)}' explains.");
            _output.Take(legend);
        }

        Run(channel =>
        {
            channel.Stopping.ThrowIfCancellationRequested();
            sheet.Write(file);
            return file;
        });
    }

    private void RequireSameSplit(DatasetSplit split)
    {
        if (!IsBound(nameof(Split)) || split.Name == Split)
            return;
        throw new ErrorRecordException(Failure.Record("SplitContradiction", ErrorCategory.InvalidArgument,
            $"-Dataset is the {split.Name} split, but -Split is {Split}.", split,
            "Pass the whole dataset, or omit -Split."));
    }
}
