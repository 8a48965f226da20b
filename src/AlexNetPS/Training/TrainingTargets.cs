using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>Targets and labels of a batch.</summary>
internal sealed class TrainingTargets
{
    private readonly int _classes;
    private readonly TargetRows _rows;
    private readonly float[] _targets;
    private readonly int[] _labels;

    private TrainingTargets(int classes, int batchSize, TargetRows rows)
    {
        (_classes, _rows) = (classes, rows);
        _targets = new float[batchSize * classes];
        _labels = new int[batchSize];
    }

    /// <summary>Label of each image of the last batch, for accuracy.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Creates the targets of a recipe and a dataset.</summary>
    /// <exception cref="TrainingException">The recipe has a weight for a class that is not in the dataset.</exception>
    public static TrainingTargets Of(Recipe recipe, ImageNetDataset dataset)
    {
        string[] classes = [.. dataset.Classes.Select(c => c.Name)];
        IReadOnlyList<double>? weights = recipe.ClassWeights is { } own
            ? ClassFactors(own, classes,
                [.. classes.Select((_, label) => dataset.Train.Samples.Count(sample => sample.LabelIndex == label))])
            : null;
        return new(classes.Length, recipe.BatchSize, new TargetRows(classes.Length, recipe.LabelSmoothing, weights));
    }

    /// <summary>Returns the class weights in the order of a dataset's classes.</summary>
    /// <param name="weights">Class weights of a recipe.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="images">Number of training images of each class.</param>
    /// <exception cref="TrainingException">A name is not that of a class.</exception>
    internal static IReadOnlyList<double> ClassFactors(ClassWeights weights, IReadOnlyList<string> classes,
        IReadOnlyList<int> images)
    {
        if (weights.Explicit is null)
        {
            double mean = (double)images.Sum() / classes.Count;
            return [.. images.Select(count => count == 0 ? 1 : mean / count)];
        }

        string? unknown = weights.Explicit.Keys.FirstOrDefault(name => !classes.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
        {
            string known = NameText.List(classes, 20);
            throw new TrainingException($"classWeights names '{unknown}', which is not a class of the dataset. Its "
                + $"classes: {known}.{NearestName.Hint(unknown, classes)}");
        }

        return [.. classes.Select(name => weights.Explicit.GetValueOrDefault(name, 1))];
    }

    /// <summary>Returns the targets of a batch, [count, classes]; valid until the next call.</summary>
    public ReadOnlySpan<float> For(Batch batch)
    {
        Span<float> targets = _targets.AsSpan(0, batch.Count * _classes);
        batch.WriteTargets(targets, _classes);

        // The label of a mixed image is the class with the larger share, as in torchvision.
        for (int i = 0; i < batch.Count; i++)
            _labels[i] = Metrics.ArgMax(targets.Slice(i * _classes, _classes));
        _rows.Adjust(targets);
        return targets;
    }
}
