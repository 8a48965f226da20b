using System.Security.Cryptography;

namespace AlexNetPS.Fuzz;

/// <summary>
/// The inputs that take branches of their own, in a folder that the next run continues with. For each branch the
/// shortest input is preferred.
/// </summary>
internal sealed class Corpus(string folder, CoverageMap map, Random random)
{
    private const double PreferredShare = 0.8;

    private readonly List<byte[]> _inputs = [];
    private readonly int[] _shortest = [.. Enumerable.Repeat(-1, CoverageMap.Size)];
    private int[] _preferred = [];

    public int Count => _inputs.Count;

    /// <summary>The inputs of earlier runs.</summary>
    public IEnumerable<byte[]> Stored() => Directory.CreateDirectory(folder).EnumerateFiles().OrderBy(file => file.Length)
        .ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => File.ReadAllBytes(file.FullName));

    /// <summary>Adds the input that the map holds.</summary>
    public void Add(byte[] input)
    {
        int index = _inputs.Count;
        _inputs.Add(input);
        map.Add(edge =>
        {
            if (_shortest[edge] < 0 || input.Length < _inputs[_shortest[edge]].Length)
                _shortest[edge] = index;
        });
        _preferred = [.. _shortest.Where(best => best >= 0).Distinct()];
        string name = Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
        File.WriteAllBytes(Path.Combine(folder, name), input);
    }

    /// <summary>Returns an input to change.</summary>
    public byte[] Next() => random.NextDouble() < PreferredShare && _preferred.Length > 0
        ? _inputs[_preferred[random.Next(_preferred.Length)]]
        : Any();

    /// <summary>Returns any input.</summary>
    public byte[] Any() => _inputs[random.Next(_inputs.Count)];
}
