using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Projections;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "EmbeddingProjection", SupportsShouldProcess = true)]
[OutputType(typeof(EmbeddingProjection))]
public sealed class ExportEmbeddingProjectionCommand : AlexNetCmdlet
{
    private const string Page = "Export-EmbeddingProjection";

    private readonly List<FeatureEmbedding> _embeddings = [];
    private OutputTarget _output = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Embedding))]
    [FeatureSetReference]
    [ValidateNotNull]
    public FeatureSetReference Embedding { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Title))]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Thumbnail))]
    public SwitchParameter Thumbnail { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ThumbnailSize))]
    [ValidateRange(8, 512)]
    public int ThumbnailSize { get; set; } = new ProjectionOptions().ThumbnailSize;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

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
        switch (Embedding.Value)
        {
            case IReadOnlyList<FeatureEmbedding> embeddings:
                _embeddings.AddRange(embeddings);
                break;
            case string path:
                string source = new PathResolver(this).Existing(path);
                Export(() => FeatureSet.Open(source));
                break;
            default:
                throw new ErrorRecordException(Failure.Record("EmbeddingRequired", ErrorCategory.InvalidArgument,
                    $"{Embedding.Value} has no embeddings.", Embedding.Value,
                    "Pass a file of Export-FeatureEmbedding, or pipe its -PassThru output."));
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_embeddings.Count > 0)
            Export(() => FeatureSet.Of(_embeddings));
        _output.Complete();
    }

    private void Export(Func<FeatureSet> open)
    {
        string file = _output.Take(OutputPath, "A projection", ProjectionFile.Extensions);
        if (!ShouldProcess(file, "Write projection of embeddings"))
            return;
        // Before the second input, which is an error, nothing is written.
        _output.Write(file, passThru: false, () =>
        {
            EmbeddingProjection projection = Project(open, file);
            WriteVerbose($"{projection}.");
            if (PassThru)
                WriteObject(projection);
        });
    }

    private EmbeddingProjection Project(Func<FeatureSet> open, string file)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add("Projecting embeddings");
        var options = new ProjectionOptions
        {
            Title = Title,
            Thumbnails = Thumbnail,
            ThumbnailSize = ThumbnailSize,
            Threads = Threads,
        };
        return Run(display, channel =>
        {
            using FeatureSet set = open();
            var relay = new Relay<double>(done => bar.Report($"{set.Count:N0} images of {set.Length:N0} values", done, null));
            EmbeddingProjection projection = EmbeddingProjection.Of(set, Threads, relay, channel.Stopping);
            bar.Report("writing", 1, null);
            ProjectionFile.Write(file, projection, options, skipped => channel.WriteWarning(
                $"'{skipped.Path}' is not shown: {skipped.Reason}"), channel.Stopping);
            return projection;
        });
    }
}
