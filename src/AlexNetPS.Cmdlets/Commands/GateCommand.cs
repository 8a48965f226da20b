using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that apply rules to models.</summary>
public abstract class GateCommand : EvaluatedCommand
{
    // The help messages of its parameters.
    private const string Page = "Test-AlexNetModel";

    private static readonly string[] _ofRules =
    [
        nameof(Dataset), nameof(RulePath), nameof(MinTop1), nameof(MaxLoss), nameof(MinClassRecall),
        nameof(MaxCalibrationError), nameof(Baseline), nameof(MaxTop1Drop), nameof(Confidence), nameof(Seed),
    ];

    private GateRules _rules = new();
    private Baseline? _baseline;
    private bool _isPrepared;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Model))]
    [ModelReferences(LeavesResults = true)]
    [ValidateNotNullOrEmpty]
    public override ModelReference[] Model { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public override DatasetReference? Dataset { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Evaluation))]
    [ValidateNotNull]
    public override Evaluation? Evaluation { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(RulePath))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(RulePath))]
    [ValidateNotNullOrEmpty]
    public string? RulePath { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinTop1))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinTop1))]
    [ValidateRange(0.0, 1.0)]
    public double? MinTop1 { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxLoss))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxLoss))]
    [ValidateRange(0.0, double.MaxValue)]
    public double? MaxLoss { get; set; }

    [Parameter(ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinClassRecall))]
    [Parameter(ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinClassRecall))]
    [ValidateRange(0.0, 1.0)]
    public double? MinClassRecall { get; set; }

    [Parameter(ParameterSetName = OfModels,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxCalibrationError))]
    [Parameter(ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxCalibrationError))]
    [ValidateRange(0.0, 1.0)]
    public double? MaxCalibrationError { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Baseline))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Baseline))]
    [BaselineReference]
    [ValidateNotNull]
    public BaselineReference? Baseline { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxTop1Drop))]
    [Parameter(ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxTop1Drop))]
    [ValidateRange(0.0, 1.0)]
    public double MaxTop1Drop { get; set; } = GateRules.DefaultMaxTop1Drop;

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Confidence))]
    [Parameter(ParameterSetName = OfEvaluations,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Confidence))]
    [ValidateRange(GateRules.LeastConfidence, GateRules.LargestConfidence)]
    public double Confidence { get; set; } = GateRules.DefaultConfidence;

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    // Wrong rules fail before the first model, which may be trained before it arrives.
    /// <inheritdoc/>
    protected override void Begin()
    {
        if (_ofRules.Any(IsBound))
            Prepare();
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        Prepare();
        base.Process();
    }

    private void Prepare() => Classified(() =>
    {
        if (_isPrepared)
            return;
        _isPrepared = true;
        GateRules file = RulePath is null ? new() : RuleFile.Read(new PathResolver(this).Existing(RulePath));
        _rules = file with
        {
            MinTop1 = MinTop1 ?? file.MinTop1,
            MaxLoss = MaxLoss ?? file.MaxLoss,
            MinClassRecall = MinClassRecall ?? file.MinClassRecall,
            MaxCalibrationError = MaxCalibrationError ?? file.MaxCalibrationError,
            MaxTop1Drop = IsBound(nameof(MaxTop1Drop)) ? MaxTop1Drop : file.MaxTop1Drop,
            Confidence = IsBound(nameof(Confidence)) ? Confidence : file.Confidence,
            Seed = IsBound(nameof(Seed)) ? Seed : file.Seed,
        };
        BaselineReference? given =
            Baseline ?? (_rules.Baseline is null ? null : new BaselineReference(_rules.Baseline));
        RequireRules(given);
        base.Begin();
        _baseline = given is null ? null : OpenBaseline(given);
    });

    private protected override void Use(Evaluation evaluation) =>
        Use(evaluation, Run(_ => _rules.Test(evaluation, _baseline)));

    /// <summary>Uses the results of a model.</summary>
    private protected virtual void Use(Evaluation evaluation, IReadOnlyList<RuleResult> results) =>
        WriteObject(results, enumerateCollection: true);

    private protected override void Failed(ErrorRecord record) => base.Failed(GateFailure.Of(record));

    // Everything that fails has one of the three ids.
    private static void Classified(Action step)
    {
        try
        {
            step();
        }
        catch (ErrorRecordException e)
        {
            throw new ErrorRecordException(GateFailure.Of(e.ErrorRecord));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            throw new ErrorRecordException(GateFailure.Of(Failure.From(e, null)));
        }
    }

    private void RequireRules(BaselineReference? baseline)
    {
        if (baseline is null && _rules.NeedsBaseline is string name)
        {
            throw new ErrorRecordException(Failure.Record("BaselineMissing", ErrorCategory.InvalidArgument,
                $"{name} is set, but there is no baseline.", name, "Add -Baseline, or baseline in the file of rules."));
        }

        if (baseline is null && !_rules.HasLimit)
        {
            throw new ErrorRecordException(Failure.Record("RuleMissing", ErrorCategory.InvalidArgument,
                "There is no rule to keep.", RulePath,
                "Use -MinTop1, -MaxLoss, -MinClassRecall, -MaxCalibrationError, -Baseline or -RulePath."));
        }
    }

    private Baseline OpenBaseline(BaselineReference reference)
    {
        if (reference.Value is Evaluation evaluation)
            return Inference.Gates.Baseline.Of(evaluation);
        object value = reference.Value is string path ? new PathResolver(this).Existing(path) : reference.Value;
        if (value is string file && file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return Run(_ => Inference.Gates.Baseline.Load(file));
        if (Images is null)
        {
            throw new ErrorRecordException(Failure.Record("DatasetMissing", ErrorCategory.InvalidArgument,
                $"The baseline '{reference}' is a model, and there are no images to evaluate it on.", reference.Value,
                "Add -Dataset, or use an evaluation or a file of Export-AlexNetBaseline."));
        }

        return Inference.Gates.Baseline.Of(Measure([new ModelReference(value)], Images));
    }
}
