using System.Management.Automation;
using System.Text.RegularExpressions;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Reports.Cards;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Export, "AlexNetModel", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportAlexNetModelCommand : AlexNetCmdlet
{
    private const string Page = "Export-AlexNetModel";

    private readonly HashSet<string> _cards =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

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

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Format))]
    public ModelFileFormat Format { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TensorName))]
    public TensorNames TensorName { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Card))]
    public SwitchParameter Card { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Evaluation))]
    [ValidateNotNull]
    public Evaluation[] Evaluation { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(License))]
    [ArgumentCompleter(typeof(LicenseCompleter))]
    public string? License { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (!Card && (IsBound(nameof(Evaluation)) || IsBound(nameof(License))))
            throw new ArgumentException("-Evaluation and -License are for the model card: add -Card.");

        if (License is not null && !LicensePattern().IsMatch(License))
        {
            throw new ArgumentException($"'{License}' is no SPDX identifier of a license; use one such as MIT, "
                + "Apache-2.0 or CC-BY-4.0.");
        }

        // A path on the command line is bound before the first input.
        _output = new(this, NoClobber, Force, oneFile: OutputPath.Length > 0);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        string file = _output.Take(OutputPath);
        CardFolder? card = Card ? new(file) : null;
        if (card is not null)
            TakeCard(card);
        if (!ShouldProcess(file, card is null ? "Write model" : "Write model, model card and manifest"))
            return;
        ModelFileFormat? format = IsBound(nameof(Format)) ? Format : null;
        ModelReference model = References.Locate(Model, new(this));
        _output.Write(file, PassThru, () =>
        {
            TrainingRun? run = card is null ? null : RunOf(model);
            AlexNetModel opened = Read(channel => References.Open(run is null ? model : new(run), channel));
            Run(channel =>
            {
                if (card is null)
                    opened.Export(file, format, TensorName, channel.WriteWarning);
                else
                    WithAccess(card.Paths, () => Write(card, opened, run, format, channel));
                return true;
            });
        });
    }

    /// <inheritdoc/>
    protected override void End() => _output.Complete();

    private void Write(CardFolder card, AlexNetModel model, TrainingRun? run, ModelFileFormat? format,
        WorkerChannel channel)
    {
        var options = new CardOptions { License = License, Evaluations = Evaluation };
        card.Export(model, run, format, TensorName, options, channel.WriteWarning, channel.Stopping);
    }

    private static TrainingRun? RunOf(ModelReference model) => model.Value switch
    {
        TrainingRun given => given,
        string path when Directory.Exists(path) => TrainingRun.Open(path),
        _ => null,
    };

    private void WithAccess(IEnumerable<string> paths, Action write) => paths.Aggregate(write,
        (inner, path) => () => OutputTarget.WithAccess(path, Force, inner))();

    private void TakeCard(CardFolder card)
    {
        string folder = System.IO.Path.GetDirectoryName(card.Paths[0])!;
        if (!_cards.Add(folder))
        {
            throw new ErrorRecordException(Failure.Record("OutputRepeated", ErrorCategory.InvalidArgument,
                $"The card of one model would replace that of another in '{folder}'. Export each model to a folder of "
                    + "its own.", folder));
        }

        string[] existing = [.. card.Paths.Where(System.IO.Path.Exists)];
        if (NoClobber && existing.Length > 0)
        {
            throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{existing[0]}' already exists.", existing[0], "Omit -NoClobber to overwrite it."));
        }

        if (!Force && existing.FirstOrDefault(path =>
            (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0) is string readOnly)
        {
            throw new ErrorRecordException(Failure.Record("FileReadOnly", ErrorCategory.PermissionDenied,
                $"'{readOnly}' exists and is read-only.", readOnly, "Use -Force to overwrite it."));
        }

        if (!Force && card.FindForeign(StopToken) is [string foreign, ..])
        {
            throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{foreign}' exists, and no export has written it as it is now.", foreign,
                "Use -Force to overwrite it, or export to another folder."));
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}\z")]
    private static partial Regex LicensePattern();
}
