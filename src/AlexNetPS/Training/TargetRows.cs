namespace AlexNetPS.Training;

/// <summary>
/// Label smoothing and class weights, as in PyTorch's CrossEntropyLoss(weight, label_smoothing): a row of class
/// probabilities becomes weight[c] ((1 - smoothing) row[c] + smoothing / classes), divided by the mean weight of the
/// rows in the batch.
/// </summary>
/// <param name="classes">Number of classes.</param>
/// <param name="smoothing">Label smoothing, at least 0 and below 1.</param>
/// <param name="weights">Weight of each class; null for equal weights.</param>
internal sealed class TargetRows(int classes, double smoothing, IReadOnlyList<double>? weights)
{
    /// <summary>Adjusts the rows of a batch, each of which sums to 1.</summary>
    public void Adjust(Span<float> targets)
    {
        if (smoothing == 0 && weights is null)
            return;
        double scale = 1;
        if (weights is not null)
        {
            double sum = 0;
            for (int i = 0; i < targets.Length; i++)
                sum += weights[i % classes] * targets[i];
            scale = targets.Length / classes / sum;
        }

        for (int i = 0; i < targets.Length; i++)
        {
            double share = (1 - smoothing) * targets[i] + smoothing / classes;
            targets[i] = (float)(share * scale * (weights is null ? 1 : weights[i % classes]));
        }
    }
}
