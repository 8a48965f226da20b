using System.Numerics;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>
/// The values of all queries, one after the other, with zeros behind the last so that several can be read at a
/// time.
/// </summary>
internal sealed class QueryTable
{
    private readonly float[] _values;
    private readonly int _length, _together;

    public QueryTable(IReadOnlyList<FeatureEmbedding> queries, int length, int together)
    {
        (_length, _together) = (length, together);
        int rows = (queries.Count + together - 1) / together * together;
        _values = new float[checked(rows * length)];
        for (int i = 0; i < queries.Count; i++)
            queries[i].Vector.CopyTo(_values, i * length);
        Norms = [.. queries.Select(query => Norm(query.Vector))];
    }

    /// <summary>Length of each query as a vector.</summary>
    public double[] Norms { get; }

    /// <summary>Those from one on: [together, length].</summary>
    public ReadOnlySpan<float> From(int first) => _values.AsSpan(first * _length, _together * _length);

    public static double Norm(ReadOnlySpan<float> values)
    {
        Vector<float> sums = default;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var some = new Vector<float>(values[i..]);
            sums = Vector.FusedMultiplyAdd(some, some, sums);
        }

        double sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
            sum += (double)values[i] * values[i];
        return Math.Sqrt(sum);
    }
}
