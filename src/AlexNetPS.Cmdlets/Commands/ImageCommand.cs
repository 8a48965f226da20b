using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// Base class of the cmdlets that run images through a model: input from files or a split, one result per image in
/// input order, written batch by batch, and an error for each unreadable file.
/// </summary>
/// <typeparam name="TResult">Result of an image.</typeparam>
public abstract partial class ImageCommand<TResult> : ComputeCommand
    where TResult : class
{
    // The help messages of its parameters.
    private const string Page = "Get-AlexNetPrediction";

    private protected const string ByPath = "Path", ByLiteralPath = "LiteralPath", BySplit = "Split";

    private readonly HashSet<string> _warned = [];
    private IReadOnlyList<AlexNetModel> _opened = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [ImagePaths]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [Alias("PSPath", "LP")]
    [Paths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = BySplit,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    [SplitReference]
    [ValidateNotNull]
    public DatasetReference Split { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BatchSize))]
    [ValidateRange(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <inheritdoc/>
    protected override void Begin()
    {
        Use(References.Locate(Models, new PathResolver(this)));
    }

    /// <summary>Opens the models that the next images run through.</summary>
    private protected void Use(IReadOnlyList<ModelReference> located)
    {
        WriteVerbose($"Model: {string.Join<ModelReference>("; ", located)}. Device: "
            + $"{DeviceDescription.Of(Device, Threads)}, batch size {BatchSize}.");
        _opened = Read(channel => Open(located, channel));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == BySplit)
        {
            // Results of earlier files come first.
            WriteAll(Flush(Report));
            DatasetSplit split = References.OpenSplit(Split, SplitName.Validation, this);
            WarnOfPreparation(split.Dataset);
            WriteSplit(split);
            return;
        }

        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string file in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            foreach (string image in Selected(file))
                WriteAll(Add(image, Report));
        }
    }

    /// <inheritdoc/>
    protected override void End() => WriteAll(Flush(Report));

    /// <summary>Opens the models and prepares inference; called on a worker.</summary>
    private protected abstract IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel);

    /// <summary>The models to run.</summary>
    private protected abstract IReadOnlyList<ModelReference> Models { get; }

    /// <summary>Adds a file; returns the results of a batch when one is complete.</summary>
    private protected abstract IEnumerable<TResult> Add(string file, Action<SkippedFile> onError);

    /// <summary>Returns the results of the remaining files.</summary>
    private protected abstract IEnumerable<TResult> Flush(Action<SkippedFile> onError);

    /// <summary>Returns the results of a split.</summary>
    private protected abstract IEnumerable<TResult> Take(DatasetSplit split);

    /// <summary>Writes one result.</summary>
    private protected virtual void Write(TResult result) => WriteObject(result);

    /// <summary>Warns once if the dataset was prepared differently from the models' training images.</summary>
    private protected void WarnOfPreparation(ImageNetDataset dataset)
    {
        foreach (AlexNetModel model in _opened)
        {
            if (model.PreparationWarning(dataset) is string warning && _warned.Add(warning))
                WriteWarning(warning);
        }
    }

    private void WriteAll(IEnumerable<TResult> results)
    {
        foreach (TResult result in results)
            Write(result);
    }

    /// <summary>Writes the results of a split, with progress.</summary>
    private protected void WriteSplit(DatasetSplit split)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"{MyInvocation.MyCommand.Name}: {split.Dataset.Name}, {split.Name} split");
        DateTime start = DateTime.UtcNow;
        int done = 0;
        try
        {
            foreach (TResult result in Take(split))
            {
                Write(result);
                done++;
                double rate = done / Math.Max((DateTime.UtcNow - start).TotalSeconds, 1e-3);
                bar.Report($"{done:N0} of {split.Count:N0} images, {rate:N0} a second", (double)done / split.Count,
                    TimeSpan.FromSeconds((split.Count - done) / rate));
                display.Draw(this);
            }
        }
        finally
        {
            TakeAway(display);
        }
    }

    private protected void Report(SkippedFile file) => WriteError(Failure.Record("ImageUnreadable", ErrorCategory.InvalidData,
        $"'{file.Path}' cannot be read as an image: {file.Reason}", file.Path));
}
