using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "FeatureEmbedding", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(FeatureEmbedding))]
public sealed class ExportFeatureEmbeddingCommand : ImageCommand<FeatureEmbedding>
{
    private const string Page = "Export-FeatureEmbedding";

    private FeatureExtractor? _extractor;
    private FeatureFile? _file;
    private OutputTarget _output = null!;
    private string _fullPath = "";
    private bool _declined;

    [Parameter(Mandatory = true, Position = 1, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layer))]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Layer { get; set; } = "fc7";

    [Parameter(Mandatory = true, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _output = new(this, NoClobber, Force);
        _fullPath = _output.Take(OutputPath, "Features", FeatureFile.Extensions);
        _declined = !ShouldProcess(_fullPath, "Write feature embeddings");
        if (_declined)
            return;
        base.Begin();
        _file = FeatureFile.Create(_fullPath);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!_declined)
            base.Process();
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_declined)
            return;
        base.End();
        if (_file!.Count == 0)
        {
            WriteWarning($"There was no image to embed; '{_fullPath}' was not written.");
            return;
        }

        _output.Write(_fullPath, passThru: false, _file.Commit);
        WriteVerbose($"{_file.Count:N0} embeddings of {_file.Length:N0} values.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file?.Dispose();
        _extractor?.Dispose();
    }

    private protected override IReadOnlyList<ModelReference> Models => [Model];

    private protected override IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel)
    {
        AlexNetModel model = References.Open(located[0], channel);
        try
        {
            _ = model.Definition.Layer(Layer);
        }
        catch (NetworkDefinitionException e)
        {
            throw new ErrorRecordException(
                Failure.Record("LayerNotFound", ErrorCategory.ObjectNotFound, e.Message, Layer));
        }

        _extractor = new FeatureExtractor(model, Layer, Device, BatchSize, Threads, Precision, Convolution);
        return [model];
    }

    private protected override IEnumerable<FeatureEmbedding> Add(string file, Action<SkippedFile> onError) =>
        _extractor!.Add(file, onError, StopToken);

    private protected override IEnumerable<FeatureEmbedding> Flush(Action<SkippedFile> onError) =>
        _extractor!.Flush(onError, StopToken);

    private protected override IEnumerable<FeatureEmbedding> Take(DatasetSplit split) =>
        _extractor!.Extract(split, StopToken);

    private protected override void Write(FeatureEmbedding result)
    {
        _file!.Add(result);
        if (PassThru)
            WriteObject(result);
    }
}
