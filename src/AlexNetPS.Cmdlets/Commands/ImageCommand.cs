using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// What the cmdlets that run images through a model share: where images come from, one result each in input order,
/// batch by batch as they come, and an error for each file that cannot be read.
/// </summary>
/// <typeparam name="TResult">What comes of an image.</typeparam>
public abstract class ImageCommand<TResult> : AlexNetCmdlet
    where TResult : class
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath", BySplit = "Split";

    private readonly HashSet<string> _warned = [];
    private IReadOnlyList<AlexNetModel> _opened = [];

    /// <summary>
    /// <para type="description">Images. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// <para type="description">Images, their paths taken as they are: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// <para type="description">A split of a dataset: its Train, Validation or Test property.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySplit)]
    [ValidateNotNull]
    public DatasetSplit Split { get; set; } = null!;

    /// <summary>
    /// <para type="description">Images that go through the network at once.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// <para type="description">Where to compute.</para>
    /// </summary>
    [Parameter]
    [DeviceNames]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// <para type="description">Numbers to compute in: Float32; on NVIDIA cards also TF32 and BFloat16. Weights are
    /// kept in float32.</para>
    /// </summary>
    [Parameter]
    public NetworkPrecision Precision { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        ModelReference[] located = References.Locate(Models, new PathResolver(this));
        WriteVerbose($"Model: {string.Join<ModelReference>("; ", located)}. Device: {DeviceDescription.Of(Device)}, "
            + $"{BatchSize} inputs at once.");
        _opened = Run(channel => Open(located, channel));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == BySplit)
        {
            // Files that came before it come out before it.
            WriteAll(Flush(Report));
            WarnOfPreparation(Split.Dataset);
            WriteSplit();
            return;
        }

        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string file in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            if (Directory.Exists(file))
            {
                WriteError(Failure.Record("IsFolder", ErrorCategory.InvalidArgument,
                    $"'{file}' is a folder, not an image.", file, $"Give its files: Get-ChildItem '{file}' -File"));
                continue;
            }

            WriteAll(Add(file, Report));
        }
    }

    /// <inheritdoc/>
    protected override void End() => WriteAll(Flush(Report));

    /// <summary>Opens the models and sets up what runs the images; on a worker.</summary>
    private protected abstract IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel);

    /// <summary>What the images run through.</summary>
    private protected abstract IReadOnlyList<ModelReference> Models { get; }

    /// <summary>Takes a file; gives the results of a batch when one is complete.</summary>
    private protected abstract IEnumerable<TResult> Add(string file, Action<SkippedFile> onError);

    /// <summary>Gives the results of what was taken.</summary>
    private protected abstract IEnumerable<TResult> Flush(Action<SkippedFile> onError);

    /// <summary>Gives the results of a split.</summary>
    private protected abstract IEnumerable<TResult> Take(DatasetSplit split);

    /// <summary>Hands on one result.</summary>
    private protected virtual void Write(TResult result) => WriteObject(result);

    /// <summary>Warns once of a dataset that was prepared in another way than the models' images.</summary>
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

    private void WriteSplit()
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"{MyInvocation.MyCommand.Name}: {Split.Dataset.Name}, {Split.Name} split");
        DateTime start = DateTime.UtcNow;
        int done = 0;
        try
        {
            foreach (TResult result in Take(Split))
            {
                Write(result);
                done++;
                double rate = done / Math.Max((DateTime.UtcNow - start).TotalSeconds, 1e-3);
                bar.Report($"{done:N0} of {Split.Count:N0} images, {rate:N0} a second", (double)done / Split.Count,
                    TimeSpan.FromSeconds((Split.Count - done) / rate));
                display.Draw(this);
            }
        }
        finally
        {
            TakeAway(display);
        }
    }

    private void Report(SkippedFile file) => WriteError(Failure.Record("ImageUnreadable", ErrorCategory.InvalidData,
        $"'{file.Path}' cannot be read as an image: {file.Reason}", file.Path));
}
