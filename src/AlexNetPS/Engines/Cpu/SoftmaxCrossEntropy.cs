using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Loss = mean over images of -sum_j t_j log p_j with p = softmax(logits); its gradient is (p_j sum(t) - t_j) / images.
/// </summary>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>Returns the loss and writes its gradient with respect to the logits.</summary>
    /// <param name="logits">[images][classes].</param>
    /// <param name="targets">[images][classes].</param>
    /// <param name="gradient">Gradient, a flat map.</param>
    public static float Loss(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, FeatureMap gradient)
    {
        int images = gradient.Count, classes = gradient.Shape.Channels;
        double loss = 0;
        for (int image = 0; image < images; image++)
        {
            ReadOnlySpan<float> row = logits.Slice(image * classes, classes), target =
                targets.Slice(image * classes, classes);
            float largest = row[0];
            foreach (float logit in row)
                largest = MathF.Max(largest, logit);
            double sum = 0, weight = 0, picked = 0;
            for (int j = 0; j < classes; j++)
            {
                sum += MathF.Exp(row[j] - largest);
                weight += target[j];
                picked += target[j] * (double)(row[j] - largest);
            }

            loss += weight * Math.Log(sum) - picked;
            float scale = (float)(weight / sum), share = 1f / images;
            for (int block = 0; block < gradient.Blocks; block++)
            {
                float* lanes = gradient.Block(0, block) + (long)image * BlockedLayout.Lanes;
                for (int lane = 0; lane < BlockedLayout.Lanes; lane++)
                {
                    int j = block * BlockedLayout.Lanes + lane;
                    lanes[lane] = j < classes && (!gradient.Rectified || row[j] > 0)
                        ? (MathF.Exp(row[j] - largest) * scale - target[j]) * share
                        : 0;
                }
            }
        }

        return (float)(loss / images);
    }
}
