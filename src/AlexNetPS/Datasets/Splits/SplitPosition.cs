using System.Text;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Splits;

/// <summary>Position of an image or a group from 0 to 1, which depends only on its key and the seed.</summary>
internal static class SplitPosition
{
    /// <summary>Returns the position, at least 0 and below 1.</summary>
    public static double Of(string key, ulong seed)
    {
        ulong hash = Hash(key);
        var random = new RandomStream(seed, RandomPurpose.Split, (uint)(hash >> 32), (uint)hash);
        return random.UInt32(0) / 4294967296.0;
    }

    /// <summary>Returns a hash of a key, independent of its position.</summary>
    public static ulong Hash(string key)
    {
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (byte value in Encoding.UTF8.GetBytes(key))
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }
}
