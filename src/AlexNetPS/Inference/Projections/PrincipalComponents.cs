using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Randomness;

namespace AlexNetPS.Inference.Projections;

/// <summary>
/// The first principal components of embeddings: eigenvectors of their covariance, by subspace iteration with
/// Rayleigh-Ritz steps from a fixed seed until nothing changes. It needs a few passes over the rows and no matrix of them,
/// so that many images with thousands of values are no harder than few.
/// </summary>
internal sealed class PrincipalComponents
{
    // More directions than are needed make the iteration converge by the ratio to the first of those that are left out.
    private const int Directions = 12, MostPasses = 400;
    private const double Tolerance = 1e-9;

    private PrincipalComponents(double[][] vectors, double[] variances, double total, RowCovariance covariance) =>
        (Vectors, Variances, TotalVariance, Covariance) = (vectors, variances, total, covariance);

    /// <summary>Eigenvectors of length 1; the largest value of each is positive. Fewer if there are no more.</summary>
    public double[][] Vectors { get; }

    /// <summary>Variance along each, descending.</summary>
    public double[] Variances { get; }

    /// <summary>Sum of the variances of all values.</summary>
    public double TotalVariance { get; }

    public RowCovariance Covariance { get; }

    /// <summary>Computes components.</summary>
    /// <param name="set">The embeddings.</param>
    /// <param name="count">Wanted number.</param>
    /// <param name="threads">Threads; 0 for all processors.</param>
    /// <param name="progress">Called with the fraction of the work that is done, 0 to 1.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    /// <exception cref="FeatureFormatException">A value is no finite number.</exception>
    public static PrincipalComponents Of(FeatureSet set, int count, int threads, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var covariance = new RowCovariance(set, threads, cancellation);
        double[][] basis = Orthonormal(Start(Math.Min(Directions, Math.Min(set.Count, set.Length)), set.Length));
        for (int pass = 1; ; pass++)
        {
            (double[][] products, double total) = covariance.Multiply(basis);
            (double[] values, double[,] rotation) = SymmetricEigen.Of(Inner(basis, products));
            double[][] ritz = Rotate(basis, rotation), images = Rotate(products, rotation);
            double error = Enumerable.Range(0, Math.Min(count, values.Length))
                .Select(i => Distance(images[i], ritz[i], values[i])).DefaultIfEmpty().Max();
            bool isDone = error <= Tolerance * values[0] || values[0] <= 0 || pass == MostPasses;
            progress?.Report(isDone ? 1 : Math.Clamp(Math.Log(error / values[0]) / Math.Log(Tolerance), 0.02, 0.98));
            if (isDone)
            {
                int found = values.Take(count).Count(value => value > 1e-13 * total);
                foreach (double[] vector in ritz.Take(found))
                    Turn(vector);
                return new(ritz[..found], values[..found], total, covariance);
            }

            basis = Orthonormal(images);
        }
    }

    private static double[][] Start(int count, int length)
    {
        double[][] vectors = new double[count][];
        for (int j = 0; j < count; j++)
        {
            var stream = new RandomStream(0, RandomPurpose.Projection, 0, (uint)j);
            vectors[j] = new double[length];
            for (int i = 0; i < length; i++)
                vectors[j][i] = stream.Gaussian((uint)i);
        }

        return vectors;
    }

    // Gram-Schmidt, twice; what depends on the others is left out.
    private static double[][] Orthonormal(double[][] vectors)
    {
        double largest = vectors.Select(vector => VectorMath.Norm(vector)).Max();
        var found = new List<double[]>();
        foreach (double[] vector in vectors)
        {
            double before = VectorMath.Norm(vector);
            if (before <= 1e-15 * largest)
                continue;
            for (int turn = 0; turn < 2; turn++)
            {
                foreach (double[] other in found)
                    VectorMath.Add(vector, other, -VectorMath.Dot(vector, other));
            }

            double norm = VectorMath.Norm(vector);
            if (norm <= 1e-12 * before)
                continue;
            VectorMath.Scale(vector, 1 / norm);
            found.Add(vector);
        }

        return [.. found];
    }

    private static double[,] Inner(double[][] a, double[][] b)
    {
        double[,] inner = new double[a.Length, b.Length];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
                inner[i, j] = VectorMath.Dot(a[i], b[j]);
        }

        return inner;
    }

    private static double[][] Rotate(double[][] vectors, double[,] rotation)
    {
        double[][] rotated = new double[vectors.Length][];
        for (int j = 0; j < rotated.Length; j++)
        {
            rotated[j] = new double[vectors[0].Length];
            for (int i = 0; i < vectors.Length; i++)
                VectorMath.Add(rotated[j], vectors[i], rotation[i, j]);
        }

        return rotated;
    }

    private static double Distance(double[] image, double[] vector, double value)
    {
        double[] rest = [.. image];
        VectorMath.Add(rest, vector, -value);
        return VectorMath.Norm(rest);
    }

    private static void Turn(double[] vector)
    {
        int largest = 0;
        for (int i = 1; i < vector.Length; i++)
        {
            if (Math.Abs(vector[i]) > Math.Abs(vector[largest]))
                largest = i;
        }

        if (vector[largest] < 0)
            VectorMath.Scale(vector, -1);
    }
}
