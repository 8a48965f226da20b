using System.Globalization;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training.Diagnosis;

/// <summary>
/// Diagnoses the loss curves: training and validation loss that fall, stay or rise together or apart, and a loss that
/// oscillates. At most one finding applies. Trends are compared with the noise of the curve: with too few epochs there
/// is no finding.
/// </summary>
internal sealed class LossCurves
{
    private const int MinAfterWarmUp = 5, MinTail = 6, MinFlatSteps = 100;

    // Minimum changes as fractions of the loss level, and minimum level as a fraction of ln(classes), so that losses
    // near 0 are not compared.
    private const double RiseChange = 0.08, FallChange = 0.15, MinFractionOfGuessing = 0.03;

    // A flat training loss while the validation loss falls; minimum level as a fraction of ln(classes).
    private const double DataFlatChange = 0.12, DataLevel = 0.15;

    // A flat training loss from the start, or after a fall that ended early: minimum levels, and the fall since then as
    // a fraction of the one before.
    private const double NoProgressChange = 0.05, NoProgressLevel = 0.5, NoProgressTailLevel = 0.75, NoProgressFall =
        0.25;

    // Oscillation: changes from epoch to epoch as fractions of the median loss and of ln(classes), and the fraction of
    // turns between two of them.
    private const int MinTurns = 3;
    private const double ZigzagChange = 0.2, ZigzagOfGuessing = 0.05, ZigzagTurns = 0.6;
    private const double ValidationZigzagChange = 0.35, ValidationZigzagOfGuessing = 0.15, ValidationZigzagTurns = 0.75;

    // Overfitting: epochs since the lowest validation loss, and changes since then.
    private const int OverfitEpochs = 3, FlatOverfitEpochs = 4;
    private const double OverfitRise = 1.1, OverfitFall = 0.9, MinRise = 0.05;

    // Overfitting with a flat validation loss: maximum distance from its minimum, fall of the training loss since then,
    // training loss as a fraction of the validation loss, minimum level.
    private const double LevelReach = 0.06, FlatOverfitFall = 0.3, FlatOverfitRatio = 0.5, FlatOverfitLevel = 0.1;

    private readonly Recipe _recipe;
    private readonly EpochResult[] _epochs;
    private readonly double[] _train;
    private readonly double[]? _validation;
    private readonly double _guessing;
    private readonly int _steps;

    private LossCurves(Recipe recipe, int classes, int steps, IReadOnlyList<EpochResult> history)
    {
        _epochs = [.. history.Skip(WarmUp(recipe))];
        (_recipe, _steps, _guessing) = (recipe, steps, Math.Log(classes));
        _train = [.. _epochs.Select(epoch => epoch.TrainLoss)];
        if (_epochs.All(epoch => epoch.ValidationLoss is not null))
            _validation = [.. _epochs.Select(epoch => epoch.ValidationLoss!.Value)];
    }

    private int TailStart => _train.Length - Math.Min(_train.Length, Math.Max(MinTail, _train.Length / 2));

    private int LastEpoch => _epochs[^1].Epoch;

    /// <summary>Number of epochs from which a run can have a finding.</summary>
    public static int MinEpochs(Recipe recipe) => WarmUp(recipe) + MinAfterWarmUp;

    /// <summary>Returns the finding that applies; null for none, or if there are too few epochs.</summary>
    /// <param name="recipe">Recipe of the run.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="steps">Steps per epoch.</param>
    /// <param name="history">Completed epochs.</param>
    public static TrainingFinding? Finding(Recipe recipe, int classes, int steps, IReadOnlyList<EpochResult> history)
    {
        var curves = new LossCurves(recipe, classes, steps, history);
        return curves._train.Length < MinAfterWarmUp ? null
            : curves.Oscillating() ?? curves.Rising() ?? curves.Overfitting() ?? curves.LevelOverfitting()
                ?? curves.DataProblem() ?? curves.NoProgress();
    }

    // During warm-up, the loss has little meaning.
    private static int WarmUp(Recipe recipe) =>
        (int)Math.Min(int.MaxValue / 2, Math.Ceiling(recipe.Schedule.WarmUpEpochs));

    private TrainingFinding? Oscillating()
    {
        bool train = Zigzags(_train.AsSpan(TailStart), ZigzagChange, ZigzagOfGuessing, ZigzagTurns);
        if (!train && !(_validation is not null
            && Zigzags(_validation.AsSpan(TailStart), ValidationZigzagChange, ValidationZigzagOfGuessing,
                ValidationZigzagTurns)))
        {
            return null;
        }

        double[] tail = (train ? _train : _validation!)[TailStart..];
        return new(TrainingSymptom.OscillatingLoss, LastEpoch,
            string.Create(CultureInfo.InvariantCulture,
                $"The {(train ? "training" : "validation")} loss oscillates between {tail.Min():0.000} "
                + $"and {tail.Max():0.000} from epoch {_epochs[TailStart].Epoch} to {LastEpoch}."),
            "The likely cause is a learning rate that is too high, or a batch size that is too small.",
            string.Create(CultureInfo.InvariantCulture,
                $"Setting to change in recipe '{_recipe.Name}': optimizer.learningRate: a third of it "
                + $"(-LearningRate {_recipe.Optimizer.LearningRate / 3:g3}), or batchSize: twice as much (-BatchSize "
                + $"{_recipe.BatchSize * 2})."));
    }

    private bool Zigzags(ReadOnlySpan<double> losses, double change, double ofGuessing, double turns)
    {
        double[] values = losses.ToArray(), changes = [.. values.Skip(1).Zip(values, (now, before) => now - before)];
        double least = Math.Max(change * LossTrend.Median(values), ofGuessing * _guessing);
        int turned = changes.Skip(1).Zip(changes).Count(
            pair => pair.First * pair.Second < 0 && Math.Min(Math.Abs(pair.First), Math.Abs(pair.Second)) >= least);
        return turned >= Math.Max(MinTurns, turns * (changes.Length - 1));
    }

    private TrainingFinding? Rising()
    {
        LossTrend train = LossTrend.Of(_train.AsSpan(TailStart));
        if (!train.Rises(RiseChange) || train.Change < MinFractionOfGuessing * _guessing)
            return null;
        if (_validation is not null && !LossTrend.Of(_validation.AsSpan(TailStart)).Rises(RiseChange / 2))
            return null;
        return new(TrainingSymptom.RisingLoss, LastEpoch, Evidence(TailStart, "rises", "rises"),
            "The likely cause is a learning rate that is too high, a network that does not fit the task, or wrong "
                + "data.",
            string.Create(CultureInfo.InvariantCulture,
                $"Setting to change in recipe '{_recipe.Name}': optimizer.learningRate: a tenth of it "
                + $"(-LearningRate {_recipe.Optimizer.LearningRate / 10:g3}); then architecture or initialization. "
                + $"Test-ImageNetDataset checks the data."));
    }

    private TrainingFinding? Overfitting()
    {
        if (_validation is null)
            return null;
        double[] smooth = Smooth(_validation);
        int best = Array.IndexOf(smooth, smooth.Min());
        double least = smooth[best], rise = Math.Max((OverfitRise - 1) * least, MinRise);

        // Half the rise before the last epoch too, which may be noise.
        double risen = LossTrend.Median(_validation.AsSpan(_validation.Length - 3)) - least;
        if (_train.Length - 1 - best < OverfitEpochs || _validation[^1] - least < rise
            || risen < Math.Max(rise / 2, 3 * Noise(_validation))
            || _train[^1] > OverfitFall * _train[best])
        {
            return null;
        }

        best = Array.IndexOf(_validation, _validation.Min());
        return Overfitted(string.Create(CultureInfo.InvariantCulture,
            $"The validation loss has risen from {_validation[best]:0.000} (epoch "
            + $"{_epochs[best].Epoch}) to {_validation[^1]:0.000} (epoch {LastEpoch})"), best);
    }

    private TrainingFinding? LevelOverfitting()
    {
        if (_validation is null)
            return null;
        double[] smooth = Smooth(_validation), train = Smooth(_train);
        double least = smooth.Min();
        double reach = least + Math.Max(3 * Noise(_validation), LevelReach * least);
        int level = Array.FindIndex(smooth, loss => loss <= reach);
        double fall = train[level] - train[^1];
        if (_train.Length - 1 - level < FlatOverfitEpochs || least < FlatOverfitLevel * _guessing
            || train[^1] > FlatOverfitRatio * smooth[^1]
            || fall < Math.Max(MinRise, FlatOverfitFall * least)
            || !LossTrend.Of(train.AsSpan(level)).Falls(FallChange))
        {
            return null;
        }

        return Overfitted(string.Create(CultureInfo.InvariantCulture,
            $"The validation loss has not fallen since epoch {_epochs[level].Epoch} "
            + $"({_validation[level]:0.000}; {_validation[^1]:0.000} in epoch {LastEpoch})"), level);
    }

    private TrainingFinding Overfitted(string evidence, int since)
    {
        bool augmented = _recipe.TrainTransforms.Any(transform => transform is RandomCrop or RandomResizedCrop);
        return new(TrainingSymptom.Overfitting, LastEpoch,
            string.Create(CultureInfo.InvariantCulture,
                $"{evidence} while the training loss fell from {_train[since]:0.000} to {_train[^1]:0.000}."),
            "The likely cause is overfitting: the network memorizes the training images.",
            $"Setting to change in recipe '{_recipe.Name}': "
                + (augmented ? "" : "trainTransforms: add RandomResizedCrop and HorizontalFlip; ")
            + "optimizer.weightDecay: 0.0005 or more (-WeightDecay), labelSmoothing: 0.1 (-LabelSmoothing), or "
            + "earlyStopping (-EarlyStopping 3). The best epoch's weights are kept.");
    }

    private TrainingFinding? DataProblem()
    {
        if (_validation is null)
            return null;
        LossTrend train = LossTrend.Of(_train), validation = LossTrend.Of(_validation);
        if (!train.IsFlat(DataFlatChange) || train.Level < DataLevel * _guessing || !validation.Falls(FallChange)
            || -validation.Change < MinFractionOfGuessing * _guessing)
        {
            return null;
        }

        // The moving average of the weights takes some steps to follow them.
        if (_recipe.Optimizer.AverageDecay is not null && _validation[^1] > 0.8 * train.Level)
            return null;
        return new(TrainingSymptom.DataProblem, LastEpoch, Evidence(0, "stays", "falls"),
            "The likely cause is the data: training images that are mislabeled or unlike those of the validation "
                + "split, or the same images in both.",
            "Setting to change: the data. Test-ImageNetDataset finds duplicates and wrong folders; check the labels "
                + "and the split. Strong augmentation also holds up the training loss (trainTransforms).");
    }

    private TrainingFinding? NoProgress()
    {
        if (_validation is not null && LossTrend.Of(_validation.AsSpan(TailStart)).Falls(NoProgressChange))
            return null;
        LossTrend whole = LossTrend.Of(_train), tail = LossTrend.Of(_train.AsSpan(TailStart));
        bool all = whole.IsFlat(NoProgressChange) && whole.Level > NoProgressLevel * _guessing;
        bool end = tail.IsFlat(NoProgressChange) && tail.Level > NoProgressTailLevel * _guessing
            && 2 * tail.Error - tail.Change < NoProgressFall * (_train[0] - tail.Level);
        int start = all ? 0 : TailStart;

        // Training often starts with a plateau at ln(classes).
        double distance = Math.Abs(tail.Level - _guessing);
        int least = distance < NoProgressChange * _guessing ? Symptoms.FlatSteps : MinFlatSteps;
        if (!(all || end) || distance < Symptoms.FlatMargin || (long)(_train.Length - start) * _steps < least)
            return null;
        return new(TrainingSymptom.NoProgress, LastEpoch, Evidence(start, "stays", "stays"),
            "The likely cause is a learning rate or batch size that does not fit, or data with indistinguishable "
                + "classes.",
            string.Create(CultureInfo.InvariantCulture,
                $"Setting to change in recipe '{_recipe.Name}': optimizer.learningRate: try a third of it and "
                + $"three times as much (-LearningRate), or run Find-AlexNetLearningRate; batchSize (-BatchSize). "
                + $"Test-ImageNetDataset checks the data."));
    }

    private string Evidence(int start, string train, string validation) =>
        string.Create(CultureInfo.InvariantCulture,
            $"The training loss {train}: {_train[start]:0.000} in epoch {_epochs[start].Epoch}, "
            + $"{_train[^1]:0.000} in epoch {LastEpoch}")
        + (_validation is null
            ? "."
            : string.Create(CultureInfo.InvariantCulture,
                $"; the validation loss {validation}: {_validation[start]:0.000} and {_validation[^1]:0.000}. "
                + $"Guessing gives {_guessing:0.000}."));

    // Median of three epochs; the first and the last are unchanged.
    private static double[] Smooth(double[] values) =>
        [.. values.Select(
            (value, i) => i == 0 || i == values.Length - 1 ? value : LossTrend.Median(values.AsSpan(i - 1, 3)))];

    // Standard deviation around the smoothed curve, without the largest distance; the distance from the median of three
    // is 0.564 of it on average.
    private static double Noise(double[] values) =>
        values.Zip(Smooth(values), (value, smooth) => Math.Abs(value - smooth)).Skip(1).SkipLast(1).Order().SkipLast(1)
            .Average() / 0.564;
}
