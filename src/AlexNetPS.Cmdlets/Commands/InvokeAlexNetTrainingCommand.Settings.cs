using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>What takes the place of a setting of the recipe.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    /// <summary>
    /// <para type="description">Passes over the training images, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int Epochs { get; set; }

    /// <summary>
    /// <para type="description">Images in one step, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 65_536)]
    public int BatchSize { get; set; }

    /// <summary>
    /// <para type="description">Base learning rate, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1e-12, 1e3)]
    public double LearningRate { get; set; }

    /// <summary>
    /// <para type="description">How the learning rate changes, in place of the recipe's: a schedule's name, or a table
    /// of its settings, @{ type = 'Step'; every = 30 }.</para>
    /// </summary>
    [Parameter]
    [ScheduleReference]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNull]
    public ScheduleReference? Schedule { get; set; }

    /// <summary>
    /// <para type="description">Epochs, or parts of one, on which the learning rate rises to its value, in place of the
    /// recipe's; 0 for none.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double WarmUpEpochs { get; set; }

    /// <summary>
    /// <para type="description">Weight decay, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 10.0)]
    public double WeightDecay { get; set; }

    /// <summary>
    /// <para type="description">Scales the gradients of a step down to this norm where they are longer; 0 for no
    /// limit.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 1e12)]
    public double GradientClip { get; set; }

    /// <summary>
    /// <para type="description">Batches whose gradients make one step: the effect of a larger batch in the memory of a
    /// small one.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 65_536)]
    public int Accumulate { get; set; }

    /// <summary>
    /// <para type="description">Decay of a moving average of the weights, 0.99 or more; the average is what is judged
    /// and kept as the best model. 0 for none.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.9999999)]
    public double AverageDecay { get; set; }

    /// <summary>
    /// <para type="description">Part of the right answer that is spread over all classes, 0.1 for example.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double LabelSmoothing { get; set; }

    /// <summary>
    /// <para type="description">How much each class counts: Balanced, or a table of class names and weights, @{ roses =
    /// 2 }.</para>
    /// </summary>
    [Parameter]
    [ClassWeights]
    [ArgumentCompleter(typeof(ClassWeightCompleter))]
    [ValidateNotNull]
    public ClassWeights? ClassWeight { get; set; }

    /// <summary>
    /// <para type="description">Whether an epoch shows every image once, or every class equally often.</para>
    /// </summary>
    [Parameter]
    public Sampling Sampling { get; set; }

    /// <summary>
    /// <para type="description">Ends the run after so many epochs without a better validation result; 0 for
    /// never.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int EarlyStopping { get; set; }

    /// <summary>
    /// <para type="description">Keeps a checkpoint of every so many epochs, beside the best and the last one.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int CheckpointEvery { get; set; }

    /// <summary>
    /// <para type="description">How many of these checkpoints stay, the newest ones; 0 for all.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int KeepCheckpoint { get; set; }

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

    // What counts as an improvement stays as the recipe has it.
    private EarlyStopping? WithPatience(EarlyStopping? recipe) =>
        EarlyStopping == 0
            ? null
            : recipe is null ? new() { Patience = EarlyStopping } : recipe with { Patience = EarlyStopping };

    private static double? OrNone(double value) => value == 0 ? null : value;
}
