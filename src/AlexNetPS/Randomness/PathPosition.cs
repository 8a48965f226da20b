using System.Text;

namespace AlexNetPS.Randomness;

/// <summary>
/// A position drawn for a path from the seed and the path alone, so that other files do not change it.
/// </summary>
internal static class PathPosition
{
    /// <returns>At least 0 and below 1.</returns>
    public static double Of(string path, ulong seed, RandomPurpose purpose)
    {
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (byte value in Encoding.UTF8.GetBytes(path))
            hash = (hash ^ value) * 1099511628211;
        var random = new RandomStream(seed, purpose, (uint)(hash >> 32), (uint)hash);
        return random.UInt32(0) / 4294967296.0;
    }
}
