using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Parameters that override settings of the recipe.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Epochs))]
    [ValidateRange(1, 1_000_000)]
    public int Epochs { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BatchSize))]
    [ValidateRange(1, 65_536)]
    public int BatchSize { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LearningRate))]
    [ValidateRange(1e-12, 1e3)]
    public double LearningRate { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Schedule))]
    [ScheduleReference]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNull]
    public ScheduleReference? Schedule { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(WarmUpEpochs))]
    [ValidateRange(0.0, 1e6)]
    public double WarmUpEpochs { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(WeightDecay))]
    [ValidateRange(0.0, 10.0)]
    public double WeightDecay { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GradientClip))]
    [ValidateRange(0.0, 1e12)]
    public double GradientClip { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Accumulate))]
    [ValidateRange(1, 65_536)]
    public int Accumulate { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(AverageDecay))]
    [ValidateRange(0.0, 0.9999999)]
    public double AverageDecay { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LabelSmoothing))]
    [ValidateRange(0.0, 0.99)]
    public double LabelSmoothing { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ClassWeight))]
    [ClassWeights]
    [ArgumentCompleter(typeof(ClassWeightCompleter))]
    [ValidateNotNull]
    public ClassWeights? ClassWeight { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Sampling))]
    public Sampling Sampling { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(EarlyStopping))]
    [ValidateRange(0, 1_000_000)]
    public int EarlyStopping { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(CheckpointEvery))]
    [ValidateRange(0, 1_000_000)]
    public int CheckpointEvery { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(KeepCheckpoint))]
    [ValidateRange(0, 1_000_000)]
    public int KeepCheckpoint { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(KeepState))]
    public SwitchParameter KeepState { get; set; }

    private Recipe Override(Recipe original, PathResolver paths)
    {
        Recipe recipe = WithNetwork(original, paths);
        OptimizerDefinition optimizer = recipe.Optimizer;
        ScheduleDefinition schedule = Schedule is null ? recipe.Schedule : References.Open(Schedule);
        Recipe changed = recipe with
        {
            Epochs = IsBound(nameof(Epochs)) ? Epochs : recipe.Epochs,
            BatchSize = IsBound(nameof(BatchSize)) ? BatchSize : recipe.BatchSize,
            LabelSmoothing = IsBound(nameof(LabelSmoothing)) ? LabelSmoothing : recipe.LabelSmoothing,
            ClassWeights = ClassWeight ?? recipe.ClassWeights,
            Sampling = IsBound(nameof(Sampling)) ? Sampling : recipe.Sampling,
            Schedule = IsBound(nameof(WarmUpEpochs)) ? schedule with { WarmUpEpochs = WarmUpEpochs } : schedule,
            EarlyStopping = IsBound(nameof(EarlyStopping)) ? WithPatience(recipe.EarlyStopping) : recipe.EarlyStopping,
            Checkpoints = recipe.Checkpoints with
            {
                Every = IsBound(nameof(CheckpointEvery)) ? CheckpointEvery : recipe.Checkpoints.Every,
                Unit = IsBound(nameof(CheckpointEvery)) ? ScheduleUnit.Epochs : recipe.Checkpoints.Unit,
                Keep = IsBound(nameof(KeepCheckpoint)) ? KeepCheckpoint : recipe.Checkpoints.Keep,
                KeepState = IsBound(nameof(KeepState)) ? KeepState : recipe.Checkpoints.KeepState,
            },
            Optimizer = optimizer with
            {
                LearningRate = IsBound(nameof(LearningRate)) ? LearningRate : optimizer.LearningRate,
                WeightDecay = IsBound(nameof(WeightDecay)) ? WeightDecay : optimizer.WeightDecay,
                ClipNorm = IsBound(nameof(GradientClip)) ? OrNone(GradientClip) : optimizer.ClipNorm,
                Accumulation = IsBound(nameof(Accumulate)) ? Accumulate : optimizer.Accumulation,
                AverageDecay = IsBound(nameof(AverageDecay)) ? OrNone(AverageDecay) : optimizer.AverageDecay,
            },
        };
        changed.Validate();
        return changed;
    }

    // The recipe's definition of an improvement is kept.
    private EarlyStopping? WithPatience(EarlyStopping? recipe) =>
        EarlyStopping == 0
            ? null
            : recipe is null ? new() { Patience = EarlyStopping } : recipe with { Patience = EarlyStopping };

    private static double? OrNone(double value) => value == 0 ? null : value;
}
