using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>
/// Training steps that a network has begun and not ended, with what their results are judged by. A GPU works through
/// several of them while nobody waits for it; the embedded engine has one at a time.
/// </summary>
/// <param name="network">Takes the steps.</param>
/// <param name="targets">What it should answer.</param>
internal sealed class PendingSteps(INetwork network, TrainingTargets targets)
{
    private readonly int _classes = network.Definition.Classes;
    private readonly Queue<Pending> _begun = new();
    private readonly Stack<int[]> _labels = new();
    private readonly float[] _logits = new float[network.MaximumBatchSize * network.Definition.Classes];

    /// <summary>Whether none is underway.</summary>
    public bool IsEmpty => _begun.Count == 0;

    /// <summary>Whether one has to end before the next can begin.</summary>
    public bool IsFull => _begun.Count == network.MaximumPendingSteps;

    /// <summary>Begins the step of a batch.</summary>
    /// <param name="batch">The batch; it may be overwritten afterwards.</param>
    /// <param name="step">The step.</param>
    /// <param name="number">Position of its update in the epoch, from 1.</param>
    public void Begin(Batch batch, in TrainStep step, int number)
    {
        ReadOnlySpan<float> rows = targets.For(batch);
        int[] labels = _labels.TryPop(out int[]? kept) ? kept : new int[network.MaximumBatchSize];
        targets.Labels[..batch.Count].CopyTo(labels);
        network.StartStep(batch.Images, rows, step);
        _begun.Enqueue(new(labels, batch.Count, step.LearningRate, number, step.Begins));
    }

    /// <summary>Waits for the results of the first.</summary>
    public StepResult End()
    {
        Pending step = _begun.Dequeue();
        Span<float> logits = _logits.AsSpan(0, step.Images * _classes);
        float loss = network.EndStep(logits);
        int correct = 0;
        for (int i = 0; i < step.Images; i++)
        {
            if (Metrics.ArgMax(logits.Slice(i * _classes, _classes)) == step.Labels[i])
                correct++;
        }

        _labels.Push(step.Labels);
        return new(step.Number, step.Begins, step.Images, loss, correct, step.LearningRate);
    }

    private readonly record struct Pending(int[] Labels, int Images, double LearningRate, int Number, bool Begins);
}

/// <summary>What came of the step of a batch.</summary>
/// <param name="Number">Position of its update in the epoch, from 1.</param>
/// <param name="Begins">Whether the batch is the first of its update.</param>
/// <param name="Images">Images in the batch.</param>
/// <param name="Loss">Before the update.</param>
/// <param name="Correct">Images whose class got the largest logit.</param>
/// <param name="LearningRate">Of the update.</param>
internal readonly record struct StepResult(int Number, bool Begins, int Images, float Loss, int Correct,
    double LearningRate);
