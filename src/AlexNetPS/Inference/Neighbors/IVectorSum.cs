using System.Numerics;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>Sum over the values of two embeddings, from which a distance is computed.</summary>
internal interface IVectorSum
{
    static abstract Vector<float> Add(Vector<float> sum, Vector<float> a, Vector<float> b);

    static abstract float Add(float sum, float a, float b);

    /// <summary>The distance.</summary>
    /// <param name="sum">Over all values.</param>
    /// <param name="normA">Length of a; only if <see cref="NeedsNorms"/>.</param>
    /// <param name="normB">Length of b.</param>
    static abstract double Distance(float sum, double normA, double normB);

    static abstract bool NeedsNorms { get; }
}

/// <summary>Euclidean.</summary>
internal readonly struct SquareSum : IVectorSum
{
    public static bool NeedsNorms => false;

    public static Vector<float> Add(Vector<float> sum, Vector<float> a, Vector<float> b)
    {
        Vector<float> difference = a - b;
        return Vector.FusedMultiplyAdd(difference, difference, sum);
    }

    public static float Add(float sum, float a, float b) => sum + (a - b) * (a - b);

    public static double Distance(float sum, double normA, double normB) => Math.Sqrt(sum);
}

/// <summary>Cosine.</summary>
internal readonly struct CosineSum : IVectorSum
{
    public static bool NeedsNorms => true;

    public static Vector<float> Add(Vector<float> sum, Vector<float> a, Vector<float> b) =>
        Vector.FusedMultiplyAdd(a, b, sum);

    public static float Add(float sum, float a, float b) => sum + a * b;

    public static double Distance(float sum, double normA, double normB) =>
        normA > 0 && normB > 0 ? Math.Clamp(1 - sum / (normA * normB), 0, 2) : 1;
}
