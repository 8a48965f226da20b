using System.Globalization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>
/// Findings from the epochs of a run. The training loop warns with them, and a completed run is diagnosed with them.
/// </summary>
internal static class Symptoms
{
    /// <summary>Steps with a flat loss before it is reported.</summary>
    public const int FlatSteps = 300;

    /// <summary>Distance from ln(classes) within which the loss is flat.</summary>
    public const double FlatMargin = 0.05;

    // With Adam, two thirds of a layer's units die in the first steps of a run that learns well: dead units are a
    // finding only if the loss stays near that of guessing.
    private const double DeadShare = 0.8, DeadLoss = 0.75;

    /// <summary>Returns all findings.</summary>
    /// <param name="recipe">Recipe of the run.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="steps">Steps per epoch.</param>
    /// <param name="history">Completed epochs.</param>
    /// <param name="firstLoss">Loss of the run's first step; null if unknown.</param>
    public static IEnumerable<TrainingFinding> Of(Recipe recipe, int classes, int steps,
        IReadOnlyList<EpochResult> history, double? firstLoss = null)
    {
        if (history.Count == 0)
            yield break;
        double limit = LossLimit.Of(classes, firstLoss);
        if (history.FirstOrDefault(epoch => LossLimit.IsExceeded(epoch, limit)) is EpochResult diverged)
            yield return Divergence(recipe, classes, diverged, history[^1]);
        if (LossLimit.IsExceeded(history[^1], limit))
            yield break;
        bool isFlat = (long)FlatEpochs(classes, history) * steps >= FlatSteps;
        if (isFlat)
            yield return FlatLoss(recipe, classes, history[^1].Epoch);
        if (history[^1].TrainLoss > DeadLoss * Math.Log(classes)
            && history.LastOrDefault(epoch => epoch.DeadLayer is not null) is { DeadUnits: > DeadShare } dead)
        {
            yield return DeadUnits(recipe, classes, dead, history[^1]);
        }

        if (!isFlat && LossCurves.Finding(recipe, classes, steps, history) is TrainingFinding finding)
            yield return finding;
    }

    /// <summary>Number of last epochs with a training loss near ln(classes).</summary>
    public static int FlatEpochs(int classes, IReadOnlyList<EpochResult> history) =>
        history.Reverse().TakeWhile(epoch => Math.Abs(epoch.TrainLoss - Math.Log(classes)) < FlatMargin).Count();

    /// <summary>Returns the finding for a loss that has stayed at ln(classes).</summary>
    public static TrainingFinding FlatLoss(Recipe recipe, int classes, int epoch)
    {
        bool largeBiases = LargeBiases(recipe);
        return new(TrainingSymptom.FlatLoss, epoch,
            string.Create(CultureInfo.InvariantCulture,
                $"The loss has stayed at ln({classes}) = {Math.Log(classes):0.000} for {FlatSteps} steps, up to "
                + $"epoch {epoch}: the network does not learn."),
            largeBiases
                ? "The likely cause is the large initial biases with small weights."
                : "The likely cause is a learning rate or initial weights that do not fit the network.",
            $"Setting to change in recipe '{recipe.Name}': " + (largeBiases
                ? "initialization: lower the biases of 1 to 0.1 (as Caffe does), or use KaimingNormal weights."
                : "optimizer.learningRate: try a third of it and three times as much (-LearningRate), or run "
                    + "Find-AlexNetLearningRate; or initialization: KaimingNormal weights."));
    }

    /// <summary>Returns the finding for a loss that is NaN or infinite.</summary>
    public static TrainingFinding Divergence(Recipe recipe, int epoch, int step, double loss, double rate) =>
        new(TrainingSymptom.Divergence, epoch,
        string.Create(CultureInfo.InvariantCulture,
            $"The loss became {(double.IsNaN(loss) ? "NaN (not a number)" : "infinite")} in epoch {epoch}, step "
            + $"{step}, at learning rate {rate:g3}."),
        "The likely cause is a learning rate that is too high, at least for the first steps.",
        string.Create(CultureInfo.InvariantCulture,
            $"Start a new run with a lower optimizer.learningRate in recipe '{recipe.Name}' (-LearningRate "
            + $"{rate / 10:g3}), with schedule.warmUpEpochs set to 1, or with optimizer.clipNorm (-GradientClip 1)."));

    /// <summary>Returns the finding for a loss far above the first one; training continues.</summary>
    public static TrainingFinding DivergingLoss(Recipe recipe, int classes, int epoch, double first, double mean,
        double rate) => new(TrainingSymptom.Divergence, epoch,
        string.Create(CultureInfo.InvariantCulture,
            $"The loss has diverged from {Shown(first)} to {Shown(mean)} (mean of {DivergenceDetector.Window} "
            + $"steps) in epoch {epoch}, at learning rate {rate:g3}; guessing gives ln({classes}) = "
            + $"{Math.Log(classes):0.00}."),
        TooHigh(recipe), Lower(recipe, rate));

    private static string TooHigh(Recipe recipe) => LargeBiases(recipe)
        ? "The likely cause is a learning rate that is too high for large initial biases: they make the inputs of the "
            + "last layer large and nearly the same for all images, so that a step for one class changes the outputs "
            + "for all; the fewer classes, the more."
        : "The likely cause is a learning rate that is too high, at least for the first steps.";

    private static string Lower(Recipe recipe, double rate)
    {
        string biases = LargeBiases(recipe)
            ? "initialization: biases of 0.1 instead of 1 (as in Caffe: recipe Bvlc), or "
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"Start a new run with {biases}a lower optimizer.learningRate in recipe '{recipe.Name}' (-LearningRate "
            + $"{rate / 10:g3}), schedule.warmUpEpochs set to 1, or optimizer.clipNorm (-GradientClip 1).");
    }

    private static TrainingFinding Divergence(Recipe recipe, int classes, EpochResult diverged, EpochResult last) =>
        new(TrainingSymptom.Divergence, diverged.Epoch,
        string.Create(CultureInfo.InvariantCulture,
            $"The loss diverged in epoch {diverged.Epoch}, at learning rate {diverged.LearningRate:g3}: "
            + $"{Losses(diverged)}; guessing gives ln({classes}) = {Math.Log(classes):0.00}.")
        + (last == diverged ? "" : $" In epoch {last.Epoch}: {Losses(last)}."),
        TooHigh(recipe), Lower(recipe, diverged.LearningRate));

    private static string Losses(EpochResult epoch) =>
        $"training loss {Shown(epoch.TrainLoss)}"
            + (epoch.ValidationLoss is double validation ? $", validation loss {Shown(validation)}" : "");

    private static bool LargeBiases(Recipe recipe) =>
        recipe.Initialization.Any(rule => rule.Bias is ConstantInitializer { Value: > 0.5 });

    private static TrainingFinding DeadUnits(Recipe recipe, int classes, EpochResult epoch, EpochResult last) =>
        new(TrainingSymptom.DeadUnits, epoch.Epoch,
        string.Create(CultureInfo.InvariantCulture,
            $"{epoch.DeadUnits * 100:0} % of the units of {epoch.DeadLayer} were 0 for all images of a training "
            + $"batch in epoch {epoch.Epoch}, and the loss of {last.TrainLoss:0.000} in epoch "
            + $"{last.Epoch} is near that of guessing, ln({classes}) = {Math.Log(classes):0.000}: their ReLUs are "
            + $"dead."),
        "The likely cause is a learning rate that moved the weights too far, or negative biases.",
        $"Setting to change in recipe '{recipe.Name}': optimizer.learningRate: a third of it (-LearningRate), "
            + "schedule.warmUpEpochs: 1, or initialization: KaimingNormal weights with biases of 0.");

    private static string Shown(double loss) => LossText.Of(loss, decimals: 2);
}
