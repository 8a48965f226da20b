using AlexNetPS.Networks.Initialization;
using AlexNetPS.Transforms;
using static System.FormattableString;

namespace AlexNetPS.Training;

/// <summary>What the epochs of a run show. The training loop warns with it, and a finished run is judged with it.</summary>
internal static class Symptoms
{
    /// <summary>Steps with a flat loss before it counts.</summary>
    public const int FlatSteps = 300;

    /// <summary>Distance from ln(classes) that is flat.</summary>
    public const double FlatMargin = 0.05;

    // With Adam two thirds of a layer's units fall silent in the first steps of a run that learns well: dead units are only a finding
    // where the loss stays near that of guessing.
    private const double DeadShare = 0.8, DeadLoss = 0.75;

    // Overfitting: this many epochs since the lowest validation loss, and changes since then.
    private const int OverfitEpochs = 3;
    private const double OverfitRise = 1.1, OverfitFall = 0.9, LeastRise = 0.05;

    /// <summary>Everything the epochs show.</summary>
    /// <param name="recipe">Of the run.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="steps">Steps of an epoch.</param>
    /// <param name="history">Epochs done.</param>
    public static IEnumerable<TrainingFinding> Of(Recipe recipe, int classes, int steps, IReadOnlyList<EpochResult> history)
    {
        if (history.Count == 0) yield break;
        int flat = history.Reverse().TakeWhile(epoch => Math.Abs(epoch.TrainLoss - Math.Log(classes)) < FlatMargin).Count();
        if ((long)flat * steps >= FlatSteps) yield return FlatLoss(recipe, classes, history[^1].Epoch);
        if (history[^1].TrainLoss > DeadLoss * Math.Log(classes) && history.LastOrDefault(epoch => epoch.DeadLayer is not null) is { DeadUnits: > DeadShare } dead)
            yield return DeadUnits(recipe, classes, dead, history[^1].TrainLoss);
        if (Overfitting(recipe, history) is TrainingFinding finding) yield return finding;
    }

    /// <summary>A loss that has stayed at ln(classes).</summary>
    public static TrainingFinding FlatLoss(Recipe recipe, int classes, int epoch)
    {
        bool largeBiases = LargeBiases(recipe);
        return new(TrainingSymptom.FlatLoss, epoch,
            Invariant($"The loss has stayed at ln({classes}) = {Math.Log(classes):0.000} for {FlatSteps} steps: the network does not learn."),
            largeBiases ? "The likely cause is the large initial biases with small weights." : "The likely cause is a learning rate or initial weights that do not fit the network.",
            $"Setting to change in recipe '{recipe.Name}': " + (largeBiases
                ? "initialization: lower the biases of 1 to 0.1 (as Caffe does), or use KaimingNormal weights."
                : "optimizer.learningRate: try a third of it and three times as much (-LearningRate), or ask Find-AlexNetLearningRate; or initialization: KaimingNormal weights."));
    }

    /// <summary>A loss that is no number.</summary>
    public static TrainingFinding Divergence(Recipe recipe, int epoch, int step, double loss, double rate) => new(TrainingSymptom.Divergence, epoch,
        Invariant($"The loss became {(double.IsNaN(loss) ? "NaN (not a number)" : "infinite")} in epoch {epoch}, step {step}, at learning rate {rate:g3}."),
        "The likely cause is a learning rate that is too high, at least for the first steps.",
        Invariant($"Begin a new run with a lower optimizer.learningRate in recipe '{recipe.Name}' (-LearningRate {rate / 10:g3}), with schedule.warmUpEpochs set to 1, or with optimizer.clipNorm (-GradientClip 1)."));

    /// <summary>A loss far above its beginning; training goes on.</summary>
    public static TrainingFinding RunawayLoss(Recipe recipe, int classes, int epoch, double first, double mean, double rate) => new(TrainingSymptom.Divergence, epoch,
        Invariant($"The loss has run away from {first:0.00} to {mean:0.00} (mean of {RunawayLossWatch.Window} steps) in epoch {epoch}, at learning rate {rate:g3}; guessing gives ln({classes}) = {Math.Log(classes):0.00}."),
        LargeBiases(recipe)
            ? "The likely cause is a learning rate that is too high for large initial biases: they make the inputs of the last layer large and alike for all pictures, so that a step for one class moves the answers to all; the fewer classes, the more."
            : "The likely cause is a learning rate that is too high, at least for the first steps.",
        Invariant($"Begin a new run with {(LargeBiases(recipe) ? "initialization: biases of 0.1 in place of 1 (as Caffe has them: recipe Bvlc), or " : "")}a lower optimizer.learningRate in recipe '{recipe.Name}' (-LearningRate {rate / 10:g3}), schedule.warmUpEpochs set to 1, or optimizer.clipNorm (-GradientClip 1)."));

    private static bool LargeBiases(Recipe recipe) => recipe.Initialization.Any(rule => rule.Bias is ConstantInitializer { Value: > 0.5 });

    private static TrainingFinding DeadUnits(Recipe recipe, int classes, EpochResult epoch, double loss) => new(TrainingSymptom.DeadUnits, epoch.Epoch,
        Invariant($"{epoch.DeadUnits * 100:0} % of the units of {epoch.DeadLayer} answered none of a batch of training pictures in epoch {epoch.Epoch}, and the loss of {loss:0.000} is near that of guessing, ln({classes}) = {Math.Log(classes):0.000}: their ReLUs are dead."),
        "The likely cause is a learning rate that threw the weights too far, or negative biases.",
        $"Setting to change in recipe '{recipe.Name}': optimizer.learningRate: a third of it (-LearningRate), schedule.warmUpEpochs: 1, or initialization: KaimingNormal weights with biases of 0.");

    private static TrainingFinding? Overfitting(Recipe recipe, IReadOnlyList<EpochResult> history)
    {
        EpochResult last = history[^1];
        if (last.ValidationLoss is not double now || history.MinBy(epoch => epoch.ValidationLoss ?? double.PositiveInfinity) is not { ValidationLoss: double least } best) return null;
        if (last.Epoch - best.Epoch < OverfitEpochs || now < Math.Max(OverfitRise * least, least + LeastRise) || last.TrainLoss > OverfitFall * best.TrainLoss) return null;
        bool augmented = recipe.TrainTransforms.Any(transform => transform is RandomCrop or RandomResizedCrop);
        return new(TrainingSymptom.Overfitting, last.Epoch,
            Invariant($"The validation loss has risen from {least:0.000} (epoch {best.Epoch}) to {now:0.000} while the training loss fell from {best.TrainLoss:0.000} to {last.TrainLoss:0.000}."),
            "The likely cause is overfitting: the network learns the training pictures by heart.",
            $"Setting to change in recipe '{recipe.Name}': " + (augmented ? "" : "trainTransforms: add RandomResizedCrop and HorizontalFlip; ")
            + "optimizer.weightDecay: 0.0005 or more (-WeightDecay), labelSmoothing: 0.1 (-LabelSmoothing), or earlyStopping (-EarlyStopping 3). The best epoch's weights are kept.");
    }
}
