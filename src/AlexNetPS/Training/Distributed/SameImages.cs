using AlexNetPS.Datasets;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Distributed;

/// <summary>Compares the dataset of a rank with that of rank 0: both may have a store of their own.</summary>
internal static class SameImages
{
    /// <exception cref="TrainingException">The images, their labels or their order differ.</exception>
    public static void Require(RunDataset first, ImageNetDataset own, CancellationToken cancellation)
    {
        var data = RunDataset.Of(own, own.FileHashes(cancellation));
        if (data.Train != first.Train || data.Validation != first.Validation
            || !data.Classes.SequenceEqual(first.Classes, StringComparer.Ordinal))
        {
            throw new TrainingException($"The dataset '{data.Name}' has {data.Train:N0} training and "
                + $"{data.Validation:N0} validation images of {data.Classes.Count} classes; that of rank 0 has "
                + $"{first.Train:N0} and {first.Validation:N0} of {first.Classes.Count}. {Advice}");
        }

        if (data.Fingerprint != first.Fingerprint
            || (data.Sha256 is not null && first.Sha256 is not null && data.Sha256 != first.Sha256))
        {
            throw new TrainingException($"The dataset '{data.Name}' has other images than that of rank 0, or the same in "
                + $"another order. {Advice}");
        }
    }

    private const string Advice = "Give all ranks the same store, or copies of one.";
}
