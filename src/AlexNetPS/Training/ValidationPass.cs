using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>Judges the network of a run on the validation split between two epochs.</summary>
internal static class ValidationPass
{
    /// <summary>Loss, top-1 and top-5; null when cancelled on the way. The softmax outputs of a picture's views are averaged.</summary>
    /// <param name="network">Takes at least as many images as there are views.</param>
    /// <param name="split">Not empty.</param>
    /// <param name="transforms">Evaluation transforms.</param>
    /// <param name="workers">Threads that transform.</param>
    /// <param name="limitBatches">Batches after which to end; null for all.</param>
    /// <param name="cancellation">Ends between two batches.</param>
    public static Metrics? Run(INetwork network, DatasetSplit split, TransformPipeline transforms, int workers, int? limitBatches, CancellationToken cancellation)
    {
        int views = transforms.Views, classes = network.Definition.Classes;
        int batchSize = Math.Min(Math.Max(1, network.MaximumBatchSize / views), split.Count);
        using var loader = new BatchLoader(split, transforms, batchSize, workers, prefetch: workers);
        float[] logits = new float[batchSize * views * classes], probabilities = new float[classes];
        double[] mean = new double[classes];
        var metrics = new Metrics(classes);

        loader.Start(split.Samples, limit: limitBatches);
        while (!cancellation.IsCancellationRequested && loader.Next() is Batch batch)
        {
            Span<float> output = logits.AsSpan(0, batch.Count * views * classes);
            network.Forward(batch.Images, output);
            for (int i = 0; i < batch.Count; i++)
            {
                int label = batch.Samples[i].Label;
                if (views == 1)
                {
                    metrics.AddLogits(output.Slice(i * classes, classes), label);
                    continue;
                }

                Array.Clear(mean);
                for (int view = 0; view < views; view++) Softmax.AddTo(output.Slice((i * views + view) * classes, classes), 1.0 / views, mean);
                for (int c = 0; c < classes; c++) probabilities[c] = (float)mean[c];
                metrics.AddProbabilities(probabilities, label);
            }
        }

        return cancellation.IsCancellationRequested ? null : metrics;
    }
}
