using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference.Gates;

/// <summary>Evaluations of a model whose predictions a test chooses.</summary>
internal static class GateEvaluations
{
    public static readonly string[] Classes = ["bee", "cat", "dog", "eel", "fox"];

    /// <summary>Returns an evaluation in which image i, of class i % 5, is right or predicted as the next class.
    /// </summary>
    public static Evaluation Of(params bool[] isRight) =>
        Of([.. isRight.Select((right, i) => (i + (right ? 0 : 1)) % 5)]);

    /// <summary>Returns an evaluation with the predicted class of each image.</summary>
    /// <param name="predicted">Index of the class; image i is of class i % 5.</param>
    /// <param name="order">Positions of the images in the split; null for 0, 1, 2.</param>
    public static Evaluation Of(int[] predicted, int[]? order = null)
    {
        var metrics = new Metrics(Classes.Length) { Outcomes = [] };
        ImageNetDataset whole = PaintedImages.Dataset(Classes, predicted.Length);
        order ??= [.. Enumerable.Range(0, predicted.Length)];
        foreach (int image in order)
        {
            float[] logits = new float[Classes.Length];
            logits[predicted[image]] = 2;
            metrics.AddLogits(logits, image % Classes.Length);
        }

        var info = new DatasetInfo { Name = "painted", SourcePath = "/images" };
        var dataset = new ImageNetDataset(info, Classes, [], [.. order.Select(i => whole.Validation.Samples[i])], [],
            new PaintedImages());
        return new([SmallModels.Model(Classes)], dataset.Validation, metrics, TimeSpan.FromSeconds(1), new());
    }
}
