using System.Text;

namespace AlexNetPS.Randomness;

/// <summary>
/// A position drawn for a path, or the name of a group, from it and the seed alone, so that others do not change it.
/// </summary>
internal static class PathPosition
{
    /// <returns>At least 0 and below 1.</returns>
    public static double Of(string path, ulong seed, RandomPurpose purpose)
    {
        ulong hash = Hash(path);
        var random = new RandomStream(seed, purpose, (uint)(hash >> 32), (uint)hash);
        return random.UInt32(0) / 4294967296.0;
    }

    /// <summary>Returns a hash of a path, independent of its position.</summary>
    public static ulong Hash(string path)
    {
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (byte value in Encoding.UTF8.GetBytes(path))
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }
}
