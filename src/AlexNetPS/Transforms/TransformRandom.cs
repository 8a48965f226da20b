using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>
/// Random numbers of one transform for one image in one epoch. Each transform of a list owns 16 blocks of the image's
/// stream, so that changing one transform leaves the numbers of the others unchanged. A transform draws either uniform
/// or Gaussian numbers: the two share the blocks.
/// </summary>
internal readonly struct TransformRandom(RandomStream stream, int transform)
{
    public double Uniform(int position) => Uniform(position, 0, 1);

    public double Uniform(int position, double low, double high) =>
        stream.Uniform((uint)(transform * 64 + position), low, high);

    public int Integer(int position, int count) => stream.Integer((uint)(transform * 64 + position), count);

    public double Gaussian(int position) => stream.Gaussian((uint)(transform * 32 + position));

    /// <summary>Gaussian numbers for up to 2^26 values, far beyond the blocks of all transforms.</summary>
    public double Noise(int index) => stream.Gaussian(0x40000000u + ((uint)transform << 26) + (uint)index);
}
