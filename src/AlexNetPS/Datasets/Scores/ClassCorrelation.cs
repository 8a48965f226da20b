using System.Globalization;

namespace AlexNetPS.Datasets.Scores;

/// <summary>How well one property of the images tells the classes apart, in the training split.</summary>
/// <remarks>
/// The class of each image is guessed from the other images with a similar value (<see cref="ValueBins"/>). Accuracy is
/// balanced: the mean over classes of the fraction guessed right, so that large classes do not count more. A score is the
/// error relative to that of chance, (1 - accuracy) / (1 - chance), at most 1: 0 if the property tells everything, 1 if
/// it tells nothing (cleanlab's label_prediction_error).
/// </remarks>
/// <param name="Property">Brightness, Size (square root of the area in the file) or AspectRatio.</param>
/// <param name="Accuracy">Balanced accuracy of guessing the class, 0 to 1.</param>
/// <param name="Chance">Accuracy without the property: 1 divided by the number of classes.</param>
/// <param name="Score">Score of all classes, 0 to 1; 1 also if the images are too few to tell.</param>
/// <param name="Class">The class that differs most from the others; null if the images are too few.</param>
/// <param name="ClassAccuracy">Balanced accuracy of telling it from all others; chance is 0.5.</param>
/// <param name="ClassScore">Score of that class, 0 to 1.</param>
public sealed record ClassCorrelation(string Property, double Accuracy, double Chance, double Score,
    string? Class, double ClassAccuracy, double ClassScore)
{
    /// <summary>
    /// Standard errors above chance that an accuracy must have: with fewer images in a class than eight, not even a
    /// perfect one has.
    /// </summary>
    private const double StandardErrors = 4;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Property}: accuracy {Accuracy:0.00} (chance {Chance:0.00}), score {Math.Min(Score, ClassScore):0.00}");

    internal static IEnumerable<ClassCorrelation> Find(ImageNetDataset dataset, ScoreTable table)
    {
        // Training images come first.
        int[] train = [.. Enumerable.Range(0, dataset.Train.Count).Where(i => table.Images[i] is not null)];
        int[] labels = [.. train.Select(i => dataset.Train.Samples[i].LabelIndex)];
        (string Name, Func<MeasuredImage, double> Of)[] properties =
        [
            ("Brightness", image => image.Scores.Brightness), ("Size", image => image.Size),
            ("AspectRatio", image => image.Aspect),
        ];
        return properties.Select(property => Of(property.Name,
                [.. train.Select(i => property.Of(table.Images[i]!.Value))], labels,
                [.. dataset.Classes.Select(c => c.Name)]))
            .OrderBy(correlation => Math.Min(correlation.Score, correlation.ClassScore));
    }

    internal static ClassCorrelation Of(string property, double[] values, int[] labels, IReadOnlyList<string> classes)
    {
        var bins = ValueBins.Of(values, labels, classes.Count);
        int present = bins.Present;
        if (present < 2)
            return new ClassCorrelation(property, 1, 1, 1, null, 0.5, 1);
        double chance = 1.0 / present, accuracy = bins.Accuracy();
        double score = accuracy - chance < StandardErrors * bins.StandardError ? 1 : Error(accuracy, chance);
        (string? name, double best, double bestScore) = (null, 0.5, 1);
        for (int c = 0; c < classes.Count; c++)
        {
            double own = bins.Accuracy(c);
            if (own > best && own - 0.5 >= StandardErrors * bins.StandardErrorOf(c))
                (name, best, bestScore) = (classes[c], own, Error(own, 0.5));
        }

        return new ClassCorrelation(property, accuracy, chance, score, name, best, bestScore);
    }

    private static double Error(double accuracy, double chance) => Math.Min(1, (1 - accuracy) / (1 - chance));
}
