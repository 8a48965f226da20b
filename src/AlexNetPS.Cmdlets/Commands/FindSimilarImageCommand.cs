using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Find, "SimilarImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(SimilarImage))]
public sealed class FindSimilarImageCommand : ImageCommand<FeatureEmbedding>
{
    private const string Page = "Find-SimilarImage";

    private const string ByEmbedding = "Embedding", DefaultLayer = "fc7";

    // Number of queries per pass over the reference.
    private const int QueriesTogether = 32;

    private readonly List<FeatureEmbedding> _queries = [];
    private FeatureExtractor? _extractor;
    private FeatureSet? _reference;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEmbedding,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InputObject))]
    [ValidateNotNull]
    public FeatureEmbedding InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Reference))]
    [Alias("Embedding")]
    [FeatureSetReference]
    [ValidateNotNull]
    public FeatureSetReference Reference { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? Model { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layer))]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Layer { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Metric))]
    public DistanceMetric Metric { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Top))]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Reference.Value is string path)
        {
            string file = new PathResolver(this).Existing(path);
            _reference = Read(_ => FeatureSet.Open(file));
        }
        else if (Reference.Value is IReadOnlyList<FeatureEmbedding> embeddings)
        {
            _reference = FeatureSet.Of(embeddings);
        }

        bool compares = Model is not null || ParameterSetName == ByEmbedding;
        if (compares && _reference?.Warning is string warning)
        {
            WriteWarning(
                $"{warning} Pass the -Model and -Layer they were made with; {Layer ?? DefaultLayer} is used.");
        }

        if (Model is not null)
        {
            base.Begin();
        }
        else if (Layer is not null && _reference?.Layer is string known
            && !known.Equals(Layer, StringComparison.OrdinalIgnoreCase))
        {
            throw Mismatch($"The embeddings of {_reference.Source} are of layer {known}, not of {Layer}.", Layer);
        }

        if (Reference.Value is DatasetSplit split)
            _reference = Embed(split);
        WriteVerbose($"Searching {_reference!.Count:N0} images, {_reference.Length:N0} values each, by {Metric} "
            + "distance.");
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName != ByEmbedding)
            base.Process();
        else if (_reference!.Difference(InputObject) is string difference)
            throw Mismatch(difference, InputObject);
        else
            Write(InputObject);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_extractor is not null)
            base.End();
        Search();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _reference?.Dispose();
        _extractor?.Dispose();
    }

    private protected override IReadOnlyList<ModelReference> Models => [Model!];

    private protected override IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel)
    {
        AlexNetModel model = References.Open(located[0], channel);
        string layer = Layer ?? _reference?.Layer ?? DefaultLayer;
        try
        {
            _ = model.Definition.Layer(layer);
        }
        catch (NetworkDefinitionException e)
        {
            throw new ErrorRecordException(
                Failure.Record("LayerNotFound", ErrorCategory.ObjectNotFound, e.Message, layer));
        }

        _extractor = new FeatureExtractor(model, layer, Device, BatchSize, Threads, Precision, Convolution);
        if (_reference?.Difference(_extractor) is string difference)
            throw Mismatch(difference, Reference.Value);
        return [model];
    }

    private protected override IEnumerable<FeatureEmbedding> Add(string file, Action<SkippedFile> onError) =>
        _extractor is not null ? _extractor.Add(file, onError, StopToken) : Known(file);

    private protected override IEnumerable<FeatureEmbedding> Flush(Action<SkippedFile> onError) =>
        _extractor?.Flush(onError, StopToken) ?? [];

    private protected override IEnumerable<FeatureEmbedding> Take(DatasetSplit split) =>
        _extractor is not null
            ? _extractor.Extract(split, StopToken)
            : split.Samples.SelectMany(sample => Known(sample.Path));

    private protected override void Write(FeatureEmbedding result)
    {
        _queries.Add(result);
        if (_queries.Count >= QueriesTogether)
            Search();
    }

    private void Search()
    {
        if (_queries.Count == 0)
            return;
        FeatureEmbedding[] queries = [.. _queries];
        _queries.Clear();
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add("Searching for similar images");
        var relay = new Relay<double>(done => bar.Report($"{_reference!.Count:N0} images", done, null));
        WriteObject(Run(display, channel => _reference!.Nearest(queries, Top, Metric, relay,
            channel.Stopping, Threads)), enumerateCollection: true);
    }

    private static ErrorRecordException Mismatch(string difference, object target) =>
        new(Failure.Record("EmbeddingMismatch", ErrorCategory.InvalidArgument,
        difference, target, "Pass the model that the embeddings were made with, and omit -Layer; or export them "
            + "again with this one."));

    /// <summary>Returns the embedding of an image of the reference itself.</summary>
    private FeatureEmbedding[] Known(string file)
    {
        if (_reference!.Find(file) is FeatureEmbedding known)
            return [known];
        WriteError(Failure.Record("QueryNotEmbedded", ErrorCategory.ObjectNotFound,
            $"'{file}' is not among the images of {_reference.Source}.", file,
            "To embed other images, pass the -Model that the embeddings were made with."));
        return [];
    }

    private FeatureSet Embed(DatasetSplit split)
    {
        if (_extractor is null)
        {
            throw new ErrorRecordException(Failure.Record("ModelRequired", ErrorCategory.InvalidArgument,
                "A split has no embeddings.", split,
                "Pass the -Model to embed it with, or a file of Export-FeatureEmbedding instead."));
        }

        WarnOfPreparation(split.Dataset);
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Embedding {split.Dataset.Name}, {split.Name} split");
        var relay = new Relay<int>(
            done => bar.Report($"{done:N0} of {split.Count:N0} images", (double)done / split.Count, null));
        return Run(display, channel => FeatureSet.Of(_extractor, split, relay, channel.Stopping));
    }
}
