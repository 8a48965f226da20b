using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Models;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Writes a labeled contact sheet of images as a network will see them.</para>
/// <para type="description">Training images are shown after the recipe's training transforms, crops, noise and mixing
/// included, in the order of a run with the same seed; normalization is undone for the eye. Images of the other
/// splits are shown after the evaluation transforms, all views of ten crops in one row. With -Model the class that the
/// model predicts stands below each image.</para>
/// </summary>
/// <example>
/// <para>The first 32 images of a training run, as it will see them.</para>
/// <code>Import-ImageNetFolder ./flowers | Export-ImageNetSample -Recipe HalfWidth -OutputPath ./grid.png</code>
/// </example>
/// <example>
/// <para>What ten-crop evaluation looks at, for two classes.</para>
/// <code>Export-ImageNetSample -Dataset $flowers -Recipe Paper -Split Validation -Class daisy, roses -Count 6
/// -OutputPath ./views.jpg</code>
/// </example>
/// <example>
/// <para>What a trained model takes the images of the validation split for.</para>
/// <code>$flowers | Export-ImageNetSample -Model $run -OutputPath ./predicted.png</code>
/// </example>
[Cmdlet(VerbsData.Export, "ImageNetSample", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportImageNetSampleCommand : AlexNetCmdlet
{
    private static readonly string[] _endings = [".png", ".jpg", ".jpeg"];

    /// <summary>
    /// <para type="description">A dataset, one of its splits, or the path of a prepared store.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [DatasetReference]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    /// <summary>
    /// <para type="description">Writes below each image what this model takes it for, and how surely: a model, a
    /// training run (its best model), or the path of either.</para>
    /// </summary>
    [Parameter]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? Model { get; set; }

    /// <summary>
    /// <para type="description">Where the model computes.</para>
    /// </summary>
    [Parameter]
    [DeviceNames]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// <para type="description">A recipe, the name of one, or the path of its JSON file; the model's, or HalfWidth,
    /// unless told.</para>
    /// </summary>
    [Parameter(Position = 1)]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public RecipeReference? Recipe { get; set; }

    /// <summary>
    /// <para type="description">File to write, .png or .jpg; one that is there is replaced.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 2)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>
    /// <para type="description">Images on the sheet.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = new SampleOptions().Count;

    /// <summary>
    /// <para type="description">Which split of the dataset; Train unless told, or Validation with -Model.</para>
    /// </summary>
    [Parameter]
    public SplitName Split { get; set; } = SplitName.Train;

    /// <summary>
    /// <para type="description">The seed of the run to look into: it chooses order and augmentation.</para>
    /// </summary>
    [Parameter]
    public ulong Seed { get; set; }

    /// <summary>
    /// <para type="description">The epoch of the run to look into.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Epoch { get; set; } = new SampleOptions().Epoch;

    /// <summary>
    /// <para type="description">Only images of these classes.</para>
    /// </summary>
    [Parameter]
    [Alias("ClassName")]
    [ArgumentCompleter(typeof(ClassCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Class { get; set; } = [];

    /// <summary>
    /// <para type="description">Images in a row; chosen by their number unless told. The views of ten crops always
    /// make a row.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Columns { get; set; }

    /// <summary>
    /// <para type="description">Leaves a file that is there alone and fails.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>
    /// <para type="description">Replaces a file that is there even if it is read-only.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// <para type="description">Writes the file's FileInfo to the pipeline.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        string file = OutputFile.Check(paths.Full(OutputPath), OutputPath, NoClobber);
        RequireKnownEnding(file);
        RequireWritable(file);
        ModelReference? shown = Model is null ? null : References.Locate(Model, paths);
        AlexNetModel? model = shown is null ? null : Run(channel => References.Open(shown, channel));
        Recipe recipe = Recipe is null && model is not null
            ? model.Recipe with { Architecture = new(model.Definition) }
            : References.Open(Recipe, paths);
        if (!ShouldProcess(file, "Write contact sheet"))
            return;
        DatasetReference located = References.Locate(Dataset, paths);
        var options = new SampleOptions { Count = Count, Seed = Seed, Epoch = Epoch, Classes = Class, Columns = Columns,
            Model = model, Device = Device };
        SplitName name = model is not null && !MyInvocation.BoundParameters.ContainsKey(nameof(Split))
            ? SplitName.Validation
            : Split;
        Run(channel =>
        {
            DatasetSplit split = References.OpenSplit(located, name);
            RequireSameSplit(split);
            if (model?.PreparationWarning(split.Dataset) is string warning)
                channel.WriteWarning(warning);
            RgbImage sheet = SampleSheet.Draw(split, recipe, options, channel.Stopping);
            if (Force && File.Exists(file))
                File.SetAttributes(file, FileAttributes.Normal);
            if (file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                ImageEncoder.WritePng(file, sheet.View);
            else
                ImageEncoder.WriteJpeg(file, sheet.View);
            return file;
        });
        WriteVerbose($"Wrote '{file}'.");

        // From the provider, which adds what the table of files shows.
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }

    private void RequireKnownEnding(string file)
    {
        if (_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            return;
        throw new ErrorRecordException(Failure.Record("FormatUnknown", ErrorCategory.InvalidArgument,
            $"A contact sheet cannot be written to '{OutputPath}': its ending says no known format.", OutputPath,
            "Give a path that ends with .png or .jpg."));
    }

    private void RequireWritable(string file)
    {
        if (Force || !File.Exists(file) || (File.GetAttributes(file) & FileAttributes.ReadOnly) == 0)
            return;
        throw new ErrorRecordException(Failure.Record("FileReadOnly", ErrorCategory.PermissionDenied,
            $"'{file}' is there already and read-only.", OutputPath, "Give -Force to replace it."));
    }

    private void RequireSameSplit(DatasetSplit split)
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Split)) || split.Name == Split)
            return;
        throw new ErrorRecordException(Failure.Record("SplitContradiction", ErrorCategory.InvalidArgument,
            $"-Dataset is the {split.Name} split, and -Split asks for {Split}.", split,
            "Give the dataset, or leave out -Split."));
    }
}
