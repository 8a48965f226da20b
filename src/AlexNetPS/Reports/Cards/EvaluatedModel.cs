using AlexNetPS.Inference;
using AlexNetPS.Models;

namespace AlexNetPS.Reports.Cards;

/// <summary>Checks that evaluations are of the model whose card they enter.</summary>
internal static class EvaluatedModel
{
    /// <summary>Throws if an evaluation is of another model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="evaluations">The evaluations.</param>
    /// <param name="warn">Receives a warning if it is not known which weights were evaluated.</param>
    /// <param name="cancellation">Cancels the reading of a model file.</param>
    /// <exception cref="ArgumentException">The message names model and evaluation.</exception>
    public static void Require(AlexNetModel model, IReadOnlyList<Evaluation> evaluations, Action<string>? warn,
        CancellationToken cancellation)
    {
        foreach (Evaluation evaluation in evaluations)
        {
            if (!evaluation.Classes.Select(one => one.Name).SequenceEqual(model.Classes, StringComparer.Ordinal))
                throw Other(model, evaluation, "has other classes");
            // Of several models it is that of their average.
            if (evaluation.Model != model.Name)
                throw Other(model, evaluation, $"is of '{evaluation.Model}'");
            if (evaluation.Path is not string path || Path.GetFullPath(path) == model.Path)
                continue;
            if (!File.Exists(path))
            {
                warn?.Invoke($"It is not known whether the evaluation '{evaluation}' is of these weights: '{path}' "
                    + "does not exist any more.");
            }
            else if (AlexNetModel.Load(path, new(), cancellation).HashWeights() != model.HashWeights())
            {
                throw Other(model, evaluation, $"is of the weights in '{path}'");
            }
        }
    }

    private static ArgumentException Other(AlexNetModel model, Evaluation evaluation, string reason) =>
        new($"The evaluation '{evaluation}' {reason}, and so not of the model '{model.Name}'. Measure the model with "
            + "Measure-AlexNetModel.");
}
