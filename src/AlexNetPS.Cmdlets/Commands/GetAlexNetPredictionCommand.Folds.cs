using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Out-of-fold predictions: each image by the model that has not seen it.</content>
public sealed partial class GetAlexNetPredictionCommand
{
    private const string OfFolds = "OutOfFold";

    private readonly List<TrainingRun> _runs = [];

    [Parameter(Mandatory = true, ParameterSetName = OfFolds,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutOfFold))]
    public SwitchParameter OutOfFold { get; set; }

    [Parameter(ParameterSetName = OfFolds, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference? Dataset { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (ParameterSetName != OfFolds)
            base.Begin();
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == OfFolds)
        {
            _runs.AddRange(References.Locate(Model, new PathResolver(this))
                .Select(model => References.OpenRun(model, this)));
        }
        else
        {
            base.Process();
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (ParameterSetName != OfFolds)
        {
            base.End();
            return;
        }

        // After the last run: two runs of one fold are rejected before anything is predicted.
        var source = new FoldSource(Dataset is null
            ? null
            : References.OpenWhole(References.Locate(Dataset, new PathResolver(this)), this));
        foreach (TrainingRun run in FoldRuns.InOrder(_runs, WriteWarning))
        {
            ImageNetDataset fold = Read(channel => source.Open(run, channel.Stopping));
            WriteVerbose($"Images of {run.Fold} are predicted by the model of '{run.Path}'.");
            Use([new ModelReference(run)]);
            WarnOfPreparation(fold);
            WriteSplit(fold.Validation);
        }
    }
}
