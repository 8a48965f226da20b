using AlexNetPS.Randomness;

namespace AlexNetPS.Engines;

/// <summary>
/// Which values a dropout layer drops: those whose number of the stream (seed, batch, layer) is below the probability;
/// the number's position is the value's index in the batch in the order [image][channel][row][column].
/// </summary>
internal static class DropoutNumbers
{
    /// <summary>A value is dropped when its number is below this.</summary>
    public static uint Threshold(double probability) => (uint)Math.Min(probability * 4294967296.0, uint.MaxValue);

    /// <summary>Factor of the values that are kept.</summary>
    public static float Scale(double probability) => (float)(1 / (1 - probability));

    /// <summary>The numbers of a layer in a training step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="layer">Index of the layer in its network.</param>
    public static RandomStream Of(in TrainStep step, int layer) =>
        new(step.Seed, RandomPurpose.Dropout, (uint)step.Batch, (uint)layer);
}
