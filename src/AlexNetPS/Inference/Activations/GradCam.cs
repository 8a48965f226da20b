namespace AlexNetPS.Inference.Activations;

/// <summary>Gradient-weighted class activation mapping (Selvaraju et al. 2017).</summary>
internal static class GradCam
{
    /// <summary>
    /// Returns max(0, sum over channels of w_k A_k), with the mean w_k of the gradient of the logit over the plane of
    /// channel k.
    /// </summary>
    /// <param name="activations">A, [channels, plane].</param>
    /// <param name="gradients">Gradient of the logit with respect to A, [channels, plane].</param>
    /// <param name="plane">Values of a plane.</param>
    public static float[] Weigh(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, int plane)
    {
        double[] sums = new double[plane];
        for (int start = 0; start < activations.Length; start += plane)
        {
            double weight = 0;
            foreach (float gradient in gradients.Slice(start, plane))
                weight += gradient;
            weight /= plane;
            ReadOnlySpan<float> map = activations.Slice(start, plane);
            for (int i = 0; i < plane; i++)
                sums[i] += weight * map[i];
        }

        return Array.ConvertAll(sums, sum => (float)Math.Max(sum, 0));
    }
}
