using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;
using AlexNetPS.Training;
using AlexNetPS.Training.Schedules;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>What takes the place of a setting of the recipe.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    /// <summary>
    /// <para type="description">Passes over the training photos, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int Epochs { get; set; }

    /// <summary>
    /// <para type="description">Photos in one step, in place of the recipe's.</para>
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
    /// <para type="description">Factors of the learning rate for some layers: @{ 'conv*' = 0.1 }. Names count more than ranges ('conv1..conv3'), and these more than wildcards; in an [ordered] table the last one that matches counts.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary LearningRateFactor { get; set; } = new Hashtable();

    /// <summary>
    /// <para type="description">Weight decay, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 10.0)]
    public double WeightDecay { get; set; }

    /// <summary>
    /// <para type="description">Scales the gradients of a step down to this norm where they are longer.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1e-12, 1e12)]
    public double GradientClip { get; set; }

    /// <summary>
    /// <para type="description">Batches whose gradients make one step: the effect of a larger batch in the memory of a small one.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 65_536)]
    public int Accumulate { get; set; }

    /// <summary>
    /// <para type="description">Decay of a moving average of the weights, 0.99 or more; the average is what is judged and kept as the best model.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1e-6, 0.9999999)]
    public double AverageDecay { get; set; }

    /// <summary>
    /// <para type="description">Part of the right answer that is spread over all classes, 0.1 for example.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double LabelSmoothing { get; set; }

    /// <summary>
    /// <para type="description">How much each class counts: Balanced, or a table of class names and weights, @{ roses = 2 }.</para>
    /// </summary>
    [Parameter]
    [ClassWeights]
    [ArgumentCompleter(typeof(ClassWeightCompleter))]
    [ValidateNotNull]
    public ClassWeights? ClassWeight { get; set; }

    /// <summary>
    /// <para type="description">Whether an epoch shows every photo once, or every class equally often.</para>
    /// </summary>
    [Parameter]
    public Sampling Sampling { get; set; }

    /// <summary>
    /// <para type="description">Ends the run after so many epochs without a better validation result.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
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

    /// <summary>
    /// <para type="description">Layers that do not learn: names, wildcards or ranges, conv1..conv5 for example.</para>
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Freeze { get; set; } = [];

    private Recipe Override(Recipe recipe)
    {
        OptimizerDefinition optimizer = recipe.Optimizer;
        Recipe changed = recipe with
        {
            Epochs = IsBound(nameof(Epochs)) ? Epochs : recipe.Epochs,
            BatchSize = IsBound(nameof(BatchSize)) ? BatchSize : recipe.BatchSize,
            LabelSmoothing = IsBound(nameof(LabelSmoothing)) ? LabelSmoothing : recipe.LabelSmoothing,
            ClassWeights = ClassWeight ?? recipe.ClassWeights,
            Sampling = IsBound(nameof(Sampling)) ? Sampling : recipe.Sampling,
            EarlyStopping = IsBound(nameof(EarlyStopping)) ? new() { Patience = EarlyStopping } : recipe.EarlyStopping,
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
                ClipNorm = IsBound(nameof(GradientClip)) ? GradientClip : optimizer.ClipNorm,
                Accumulation = IsBound(nameof(Accumulate)) ? Accumulate : optimizer.Accumulation,
                AverageDecay = IsBound(nameof(AverageDecay)) ? AverageDecay : optimizer.AverageDecay,
                // A resumed run has these rules already.
                Layers = [.. optimizer.Layers.Concat(Factors()).Distinct()],
            },
        };
        changed.Validate();
        return changed;
    }

    private IEnumerable<LayerRule> Factors()
    {
        IEnumerable<LayerRule> factors = LearningRateFactor.Cast<DictionaryEntry>()
            .Select(entry => new LayerRule { Layers = $"{entry.Key}", LearningRateFactor = LanguagePrimitives.ConvertTo<double>(entry.Value) });
        if (LearningRateFactor is Hashtable) factors = factors.OrderByDescending(rule => Breadth(rule.Layers)).ThenBy(rule => rule.Layers, StringComparer.Ordinal);
        return factors.Concat(Freeze.Select(pattern => new LayerRule { Layers = pattern, LearningRateFactor = 0 }));
    }

    private static int Breadth(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0 ? 2 : pattern.Contains("..", StringComparison.Ordinal) ? 1 : 0;

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
