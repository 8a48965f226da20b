namespace AlexNetPS.Transforms;

/// <summary>
/// value - mean of the image itself, over all its pixels and channels: the only preprocessing of AlexNet's TensorFlow
/// ports. The mean is over the pixels that enter the network, so crops and resizes come before it.
/// </summary>
public sealed record ImageMeanSubtract : TransformDefinition
{
    /// <summary>Whether each channel has its own mean. Default: one mean for all channels.</summary>
    public bool PerChannel { get; init; }

    internal override bool EditsValues => true;

    /// <summary>Returns the error if the transform is misplaced in a list that has it, or null.</summary>
    internal static string? Misplaced(IReadOnlyList<TransformDefinition> transforms)
    {
        TransformDefinition[] after =
            [.. transforms.SkipWhile(transform => transform is not ImageMeanSubtract).Skip(1)];
        if (after.Any(transform => transform is ImageMeanSubtract))
            return $"more than one {nameof(ImageMeanSubtract)}";
        if (transforms.Any(transform => transform is Normalize or MeanSubtract or MeanImageSubtract))
        {
            return $"{nameof(ImageMeanSubtract)} already subtracts a mean; remove Normalize, MeanSubtract and "
                + "MeanImageSubtract";
        }

        return after.FirstOrDefault(
            transform => transform.OutputSize is not null || transform is Resize) is { } geometry
            ? $"{geometry.GetType().Name} after {nameof(ImageMeanSubtract)} would change the pixels of the mean; put "
                + "it before"
            : null;
    }

    internal override void Edit(in ViewValues view, TransformRandom random)
    {
        double[] sums = new double[view.Channels];
        for (int channel = 0; channel < view.Channels; channel++)
        {
            double sum = 0;
            foreach (float value in view.Plane(channel))
                sum += value;
            sums[channel] = sum;
        }

        double pixels = (double)view.Height * view.Width, all = sums.Sum() / (pixels * view.Channels);
        for (int channel = 0; channel < view.Channels; channel++)
        {
            float mean = (float)(PerChannel ? sums[channel] / pixels : all);
            foreach (ref float value in view.Plane(channel))
                value -= mean;
        }
    }
}
