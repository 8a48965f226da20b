using AlexNetPS.Randomness;

namespace AlexNetPS.Engines;

/// <summary>
/// Random numbers of a dropout layer. A value is dropped if its number in the stream of seed, batch and layer is below
/// the threshold. The position in the stream is the value's index in the batch, [image][channel][row][column].
/// </summary>
internal static class DropoutNumbers
{
    /// <summary>Returns the number below which a value is dropped.</summary>
    public static uint Threshold(double probability) => (uint)Math.Min(probability * 4294967296.0, uint.MaxValue);

    /// <summary>Returns the factor of the values that are kept: 1 / (1 - probability).</summary>
    public static float Scale(double probability) => (float)(1 / (1 - probability));

    /// <summary>Returns the random numbers of a layer in a training step.</summary>
    /// <param name="step">The training step.</param>
    /// <param name="layer">Index of the layer in its network.</param>
    public static RandomStream Of(in TrainStep step, int layer) =>
        new(step.Seed, RandomPurpose.Dropout, (uint)step.Batch, (uint)layer);
}
