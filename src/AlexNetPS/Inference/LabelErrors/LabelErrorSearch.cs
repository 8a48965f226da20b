using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;

namespace AlexNetPS.Inference.LabelErrors;

/// <summary>
/// Finds images whose labels are probably wrong, by confident learning: splits are added with models that were not
/// trained on them (the folds of a cross-validation, or a held-out split), then all are judged together. Not thread-safe.
/// </summary>
/// <remarks>
/// Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", Journal of Artificial
/// Intelligence Research 70, 2021.
/// </remarks>
public sealed class LabelErrorSearch : IDisposable
{
    private readonly List<Source> _sources = [];
    private AlexNetModel? _first;
    private ConfidentJoint? _joint;

    /// <summary>Number of images that were added.</summary>
    public int Count => _joint?.Count ?? 0;

    /// <summary>Adds the images of a split.</summary>
    /// <param name="models">A model that was not trained on them, or several whose probabilities are averaged.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">Device, batch size and threads; null for the defaults.</param>
    /// <param name="progress">Called after every batch, on the calling thread.</param>
    /// <param name="cancellation">Cancels the prediction.</param>
    /// <exception cref="ArgumentException">The split has a class that the models do not have, or models have different
    /// classes.</exception>
    public void Add(IReadOnlyList<AlexNetModel> models, DatasetSplit split, EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(split);
        options ??= new();
        _first ??= models[0];
        RequireClassesOf(_first, models[0]);
        IReadOnlyList<int> labels = ClassMapping.Of(models[0], split.Dataset);
        _joint ??= new(models[0].Classes.Count);
        _sources.Add(new(split, PredictionList.NameOf(models), Count, Names(models[0], split.Dataset, labels)));
        using var set = new ModelSet(models, true, options.Device, options.BatchSize, options.Threads, options.Precision,
            options.Convolution);
        float[] row = new float[models[0].Classes.Count];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int done = 0, right = 0;
        foreach (ImageBatch batch in set.Images.Read(ImageSource.Of(split), cancellation))
        {
            foreach (ClassScores scores in set.Classify(batch, null, cancellation))
            {
                for (int i = 0; i < row.Length; i++)
                    row[i] = (float)Math.Exp(scores.LogProbabilities[i]);
                int label = labels[scores.Image.Sample!.LabelIndex];
                _joint.Add(row, label);
                done++;
                right += Metrics.ArgMax(row) == label ? 1 : 0;
            }

            progress?.Report(new(done, split.Count, (double)right / Math.Max(done, 1),
                done / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
    }

    /// <summary>Returns the images whose labels are probably wrong, the most probable errors first.</summary>
    /// <param name="by">Score by which they are ranked.</param>
    /// <param name="cancellation">Cancels the search.</param>
    public IReadOnlyList<LabelError> Find(LabelScore by = LabelScore.NormalizedMargin,
        CancellationToken cancellation = default)
    {
        if (_joint is null)
            return ReadableList.Empty<LabelError>();
        return _joint.Find(cancellation).Suspects.OrderByDescending(one => one.Score(by)).ThenBy(one => one.Image)
            .Select(one => ToError(one, by)).ToReadable();
    }

    /// <inheritdoc/>
    public void Dispose() => _joint?.Dispose();

    private LabelError ToError(SuspectLabel one, LabelScore by)
    {
        Source source = _sources.Last(source => source.Start <= one.Image);
        ImageSample sample = source.Split.Samples[one.Image - source.Start];
        return new()
        {
            Path = sample.Path,
            GivenLabel = sample.Label,
            SuggestedLabel = source.Names[one.Suggested],
            GivenProbability = one.GivenProbability,
            SuggestedProbability = one.SuggestedProbability,
            Score = one.Score(by),
            Dataset = source.Split.Dataset.Name,
            SourcePath = source.Split.Dataset.SourcePath,
            Split = source.Split.Name,
            Fold = source.Split.Fold?.Number,
            Model = source.Model,
        };
    }

    private static string[] Names(AlexNetModel model, ImageNetDataset dataset, IReadOnlyList<int> labels)
    {
        string[] names = [.. model.Classes];
        foreach (ImageClass one in dataset.Classes)
            names[labels[one.Index]] = one.Name;
        return names;
    }

    private static void RequireClassesOf(AlexNetModel first, AlexNetModel model)
    {
        if (!first.Classes.SequenceEqual(model.Classes))
        {
            throw new ArgumentException($"The models {first.Name} and {model.Name} have different classes, so that their "
                + "probabilities cannot be judged together. Use the models of one cross-validation.");
        }
    }

    private sealed record Source(DatasetSplit Split, string Model, int Start, string[] Names);
}
