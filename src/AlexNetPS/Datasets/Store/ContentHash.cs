using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AlexNetPS.Datasets.Store;

/// <summary>SHA-256 of an image file; all zeros if unknown, as in a store of an earlier version.</summary>
[InlineArray(ContentHash.Length)]
internal struct ContentHash : IEquatable<ContentHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdefABCDEF");

    private byte _first;

    public readonly bool IsKnown => !Equals(default);

    public static ContentHash Of(ReadOnlySpan<byte> file)
    {
        ContentHash hash = default;
        SHA256.HashData(file, hash);
        return hash;
    }

    public static ContentHash From(ReadOnlySpan<byte> bytes)
    {
        ContentHash hash = default;
        bytes.CopyTo(hash);
        return hash;
    }

    /// <summary>Reads hexadecimal digits; of anything else the hash is unknown.</summary>
    public static ContentHash Parse(string text) =>
        text.Length == 2 * Length && text.AsSpan().IndexOfAnyExcept(_digits) < 0
            ? From(Convert.FromHexString(text))
            : default;

    public readonly bool Equals(ContentHash other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is ContentHash other && Equals(other);

    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(this);

    public override readonly string ToString() => Convert.ToHexStringLower(this);
}
