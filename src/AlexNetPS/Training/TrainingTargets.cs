using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>What the network should answer for a batch, and which class counts as right.</summary>
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

    /// <summary>The class of each image of the last batch, as it counts for accuracy.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>For the batches of a recipe.</summary>
    /// <exception cref="TrainingException">The recipe weighs a class that the dataset does not have.</exception>
    public static TrainingTargets Of(Recipe recipe, ImageNetDataset dataset)
    {
        string[] classes = [.. dataset.Classes.Select(c => c.Name)];
        IReadOnlyList<double>? weights = recipe.ClassWeights is { } own
            ? ClassFactors(own, classes,
                [.. classes.Select((_, label) => dataset.Train.Samples.Count(sample => sample.Label == label))])
            : null;
        return new(classes.Length, recipe.BatchSize, new TargetRows(classes.Length, recipe.LabelSmoothing, weights));
    }

    /// <summary>The weights in the order of a dataset's classes.</summary>
    /// <param name="weights">Those of a recipe.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="images">Training images of each.</param>
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
            throw new TrainingException($"classWeights names '{unknown}', which is not a class of the dataset. Its "
                + $"classes: {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", ..." : "")}.{NearestName.Hint(unknown, classes)}");
        }

        return [.. classes.Select(name => weights.Explicit.GetValueOrDefault(name, 1))];
    }

    /// <summary>[count, classes]; valid until the next batch.</summary>
    public ReadOnlySpan<float> For(Batch batch)
    {
        Span<float> targets = _targets.AsSpan(0, batch.Count * _classes);
        batch.WriteTargets(targets, _classes);

        // Of a mixed image the class of the larger share is the right one, as torchvision counts.
        for (int i = 0; i < batch.Count; i++)
            _labels[i] = Metrics.ArgMax(targets.Slice(i * _classes, _classes));
        _rows.Adjust(targets);
        return targets;
    }
}
