using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Activations;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "ActivationMap", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(ActivationMapFile))]
public sealed class ExportActivationMapCommand : ImageCommand<ActivationMapFile>
{
    private const string Page = "Export-ActivationMap";

    private readonly ProgressDisplay _display = new();
    private ActivationMapper? _mapper;
    private PictureTarget _output = null!;
    private ProgressBar? _bar;
    private int _added, _written;
    private bool _declined;

    [Parameter(Mandatory = true, Position = 1, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference Model { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 2, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Method))]
    public ActivationMethod Method { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layer))]
    [ArgumentCompleter(typeof(MapLayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Layer { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Class))]
    [ArgumentCompleter(typeof(ClassCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Class { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(SharedScale))]
    public SwitchParameter SharedScale { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _output = new(this, OutputPath, NoClobber, Force);
        _declined = !ShouldProcess(_output.Path, _output.IsFolder ? "Write activation maps" : "Write activation map");
        if (_declined)
            return;
        base.Begin();
        if (!Pictures.Renderer.HasFont)
        {
            WriteWarning("The system has no font, so the pictures have no text. Install a package with fonts, "
                + "fonts-dejavu-core for example.");
        }
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
        try
        {
            base.End();
        }
        finally
        {
            TakeAway(_display);
        }

        WriteVerbose($"{_written:N0} pictures written to '{_output.Path}'.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _mapper?.Dispose();

    private protected override IReadOnlyList<ModelReference> Models => [Model];

    private protected override IReadOnlyList<AlexNetModel> Open(IReadOnlyList<ModelReference> located,
        WorkerChannel channel)
    {
        AlexNetModel model = References.Open(located[0], channel);
        try
        {
            _mapper = new ActivationMapper(model, new() { Method = Method, Layer = Layer, Class = Class }, Device,
                BatchSize, Threads, Precision, Convolution);
        }
        catch (NetworkDefinitionException e)
        {
            throw new ErrorRecordException(
                Failure.Record("LayerNotFound", ErrorCategory.ObjectNotFound, e.Message, Layer));
        }

        return [model];
    }

    private protected override IEnumerable<ActivationMapFile> Add(string file, Action<SkippedFile> onError)
    {
        _output.RequireOneFor(++_added);
        return Draw(_mapper!.Add(file, onError, StopToken), onError, reports: true);
    }

    private protected override IEnumerable<ActivationMapFile> Flush(Action<SkippedFile> onError) =>
        _mapper!.Flush(onError, StopToken).Chunk(BatchSize).SelectMany(maps => Draw(maps, onError, reports: true));

    private protected override IEnumerable<ActivationMapFile> Take(DatasetSplit split)
    {
        _output.RequireOneFor(_added += split.Count);
        return _mapper!.Map(split, StopToken).Chunk(BatchSize)
            .SelectMany(maps => Draw(maps, Report, reports: false));
    }

    private protected override void Write(ActivationMapFile result)
    {
        _written++;
        if (PassThru)
            WriteObject(result);
    }

    /// <summary>Draws maps side by side and writes them in order.</summary>
    private IEnumerable<ActivationMapFile> Draw(IReadOnlyList<ActivationMap> maps, Action<SkippedFile> onError,
        bool reports)
    {
        if (maps.Count == 0)
            yield break;
        var targets = new List<(ActivationMap Map, string File)>();
        foreach (ActivationMap map in maps)
        {
            try
            {
                targets.Add((map, _output.For(map)));
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
        }

        // Drawn side by side, in order.
        Exception?[] errors = [.. targets.AsParallel().AsOrdered().WithCancellation(StopToken)
            .WithDegreeOfParallelism(Math.Clamp(Threads == 0 ? Environment.ProcessorCount : Threads, 1, 512))
            .Select(target => Save(target.Map, target.File))];
        foreach (((ActivationMap map, string file), Exception? error) in targets.Zip(errors))
        {
            if (error is ImageFormatException)
            {
                // The file was there when it was computed.
                onError(new(map.Path, error.Message));
                continue;
            }

            if (error is not null)
                throw new ErrorRecordException(Failure.From(error, file));

            yield return new(file, map.Path, map.Class, map.Probability, map.Layer, map.Method);
            if (!reports)
                continue;
            _bar ??= _display.Add($"{MyInvocation.MyCommand.Name}: {_output.Path}");
            _bar.Report($"{_written:N0} of {_added:N0} images", (double)_written / _added, null);
            _display.Draw(this);
        }
    }

    private Exception? Save(ActivationMap map, string file)
    {
        try
        {
            _output.Write(file, path => map.Save(path, SharedScale));
            return null;
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            return e;
        }
    }
}
