using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Assert, "AlexNetModel", DefaultParameterSetName = OfModels)]
[OutputType(typeof(RuleResult))]
public sealed class AssertAlexNetModelCommand : GateCommand
{
    private const string Page = "Assert-AlexNetModel", OfResults = "Result";

    private readonly List<ErrorRecord> _errors = [];
    private readonly List<RuleResult> _given = [];
    private bool _isUsed;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfResults,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Result))]
    [ValidateNotNull]
    public RuleResult? Result { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName != OfResults)
        {
            base.Process();
            return;
        }

        WriteObject(Result);
        _given.Add(Result!);
    }

    /// <summary>
    /// Ends with the errors of all models, after all results: the last one ends the command, whatever ErrorAction is.
    /// </summary>
    protected override void End()
    {
        foreach (IGrouping<Evaluation, RuleResult> model in _given.GroupBy(result => result.Evaluation))
            Judge(model.Key, [.. model]);
        if (!_isUsed && _errors.Count == 0)
        {
            // An empty pipeline is no proof that a model is good.
            Failed(Failure.Record("NothingTested", ErrorCategory.InvalidData,
                "No model was tested: there was no input.", null, "Check the command before Assert-AlexNetModel."));
        }

        ErrorRecord[] errors = [.. _errors.OrderBy(GateFailure.Rank)];
        foreach (ErrorRecord error in errors.SkipLast(1))
            WriteError(error);
        if (errors.Length > 0)
            throw new ErrorRecordException(errors[^1]);
    }

    private protected override void Use(Evaluation evaluation, IReadOnlyList<RuleResult> results)
    {
        base.Use(evaluation, results);
        Judge(evaluation, results);
    }

    private protected override void Failed(ErrorRecord record) => _errors.Add(GateFailure.Of(record));

    private void Judge(Evaluation evaluation, IReadOnlyList<RuleResult> results)
    {
        _isUsed = true;
        if (results.Any(result => !result.Passed))
            _errors.Add(GateFailure.Of(evaluation, results));
    }
}
