using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Tests.Training;

/// <summary>
/// Loss curves of each row of the loss-curve table, and of healthy runs, in many lengths, scales and noises.
/// </summary>
internal static class LossFamilies
{
    public static readonly int[] Lengths = [6, 8, 12, 20, 50, 100];
    public static readonly int[] ClassCounts = [2, 5, 10, 100, 1000];

    /// <summary>The loss after the part t of a run, 0 to 1, in units of ln(classes).</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Symptom">What must be found; null for a healthy run.</param>
    /// <param name="Train">Training loss.</param>
    /// <param name="Validation">Validation loss.</param>
    /// <param name="MinLength">Epochs that show it.</param>
    public sealed record Family(string Name, TrainingSymptom? Symptom, Func<double, int, double> Train, Func<double,
        int, double> Validation, int MinLength = 6);

    public static readonly Family[] All =
    [
        new("learning, exponential", null, (t, _) => 0.1 + 0.88 * Math.Exp(-3 * t),
            (t, _) => 0.2 + 0.76 * Math.Exp(-3 * t)),
        new("learning, straight", null, (t, _) => 0.98 - 0.5 * t, (t, _) => 0.98 - 0.45 * t),
        new("learning slowly", null, (_, i) => Math.Max(0.2, 0.98 - 0.01 * i),
            (_, i) => Math.Max(0.25, 0.98 - 0.01 * i)),
        new("from random weights: 1/epoch", null, (_, i) => 0.05 + 0.9 / (1 + 0.4 * i),
            (_, i) => 0.12 + 0.85 / (1 + 0.4 * i)),
        new("validation below training, with dropout", null, (t, _) => 0.4 + 0.55 * Math.Exp(-3 * t),
            (t, _) => 0.25 + 0.65 * Math.Exp(-3 * t)),
        new("converged, level", null, (_, i) => 0.05 + 0.8 * Math.Exp(-0.6 * i),
            (_, i) => 0.15 + 0.6 * Math.Exp(-0.6 * i)),
        new("converged, half learned", null, (_, i) => 0.45 + 0.5 * Math.Exp(-0.6 * i),
            (_, i) => 0.5 + 0.4 * Math.Exp(-0.6 * i)),
        new("pretrained, low from the start", null, (t, _) => 0.02 + 0.01 * Math.Exp(-3 * t),
            (t, _) => 0.04 + 0.01 * Math.Exp(-3 * t)),
        new("steps of the rate", null, (t, i) => (t < 0.4 ? 0.5 : t < 0.7 ? 0.3 : 0.22) + 0.4 * Math.Exp(-0.7 * i),
            (t, i) => (t < 0.4 ? 0.55 : t < 0.7 ? 0.38 : 0.33) + 0.35 * Math.Exp(-0.7 * i)),
        new("slight overfitting", null, (t, _) => 0.3 + 0.6 * Math.Exp(-3 * t),
            (t, _) => 0.4 + 0.5 * Math.Exp(-4 * t) + 0.02 * t),
        new("overfitting, rising", TrainingSymptom.Overfitting, (t, _) => 0.02 + 0.95 * Math.Exp(-4 * t),
            (t, _) => 0.5 + 0.45 * Math.Exp(-8 * t) + 0.8 * t * t),
        new("overfitting, level", TrainingSymptom.Overfitting, (t, _) => 0.02 + 0.95 * Math.Exp(-4 * t),
            (_, i) => 0.75 + 0.15 * Math.Exp(-1.5 * i), 8),
        new("data", TrainingSymptom.DataProblem, (_, _) => 0.87, (t, _) => 0.35 + 0.6 * Math.Exp(-2 * t)),
        new("data, straight", TrainingSymptom.DataProblem, (_, _) => 0.6, (t, _) => 0.8 - 0.4 * t),
        new("stuck", TrainingSymptom.NoProgress, (_, _) => 0.81, (_, _) => 0.83),
        new("stuck, lower", TrainingSymptom.NoProgress, (_, _) => 0.6, (_, _) => 0.65),
        new("stuck, above guessing", TrainingSymptom.NoProgress, (_, _) => 1.3, (_, _) => 1.35),
        new("stuck after a small fall", TrainingSymptom.NoProgress, (_, i) => 0.82 + 0.15 * Math.Exp(-2 * i),
            (_, i) => 0.84 + 0.13 * Math.Exp(-2 * i), 8),
        new("rising", TrainingSymptom.RisingLoss, (t, _) => 0.7 + 0.2 * t + 0.4 * t * t,
            (t, _) => 0.72 + 0.2 * t + 0.45 * t * t),
        new("falling, then rising", TrainingSymptom.RisingLoss, (t, _) => 0.5 + 1.6 * (t - 0.3) * (t - 0.3),
            (t, _) => 0.55 + 1.6 * (t - 0.3) * (t - 0.3), 8),
        new("zigzag", TrainingSymptom.OscillatingLoss, (_, i) => 0.7 + (i % 2 == 0 ? 0.25 : -0.25),
            (_, i) => 0.75 + (i % 2 == 0 ? 0.28 : -0.2)),
        new("zigzag, falling", TrainingSymptom.OscillatingLoss, (t, i) => 0.8 - 0.3 * t + (i % 2 == 0 ? 0.2 : -0.2),
            (t, i) => 0.8 - 0.2 * t + (i % 2 == 0 ? 0.2 : -0.2)),
        new("zigzag of three", TrainingSymptom.OscillatingLoss,
            (_, i) => 0.7 + (i % 3 == 0 ? 0.5 : i % 3 == 1 ? -0.1 : 0.2),
            (_, i) => 0.75 + (i % 3 == 0 ? 0.5 : i % 3 == 1 ? -0.1 : 0.2)),
        new("zigzag, validation alone", TrainingSymptom.OscillatingLoss, (t, _) => 0.9 - 0.4 * t,
            (_, i) => 0.8 + (i % 2 == 0 ? 0.3 : -0.3)),
    ];

    /// <summary>The epochs of a curve with relative noise; validation twice as noisy.</summary>
    public static EpochResult[] Epochs(Family family, int length, int classes, double noise, int seed,
        bool validation = true, bool outlier = false)
    {
        var random = new Random(seed);
        double guessing = Math.Log(classes);
        int bad = outlier ? random.Next(1, length) : -1;
        return
        [
            .. Enumerable.Range(0, length).Select(i =>
            {
                double t = i / (length - 1.0), spike = i == bad ? 1.35 : 1;
                double train = family.Train(t, i) * guessing * spike * (1 + noise * Normal()), test =
                    family.Validation(t, i) * guessing * spike * (1 + 2 * noise * Normal());
                return new EpochResult
                {
                    Epoch = i + 1, TrainLoss = train, TrainTop1 = Math.Exp(-train),
                    ValidationLoss = validation ? test : null,
                    ValidationTop1 = validation ? Math.Exp(-test) : null, LearningRate = 0.01, Seconds = 1,
                    ImagesPerSecond = 1,
                };
            }),
        ];

        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
