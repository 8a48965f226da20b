namespace AlexNetPS.Inference.Projections;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Returns the eigenvalues, descending, and the eigenvectors as columns.</summary>
    /// <param name="matrix">[n, n]; only its upper triangle is read.</param>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = new double[n, n], v = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            v[i, i] = 1;
            for (int j = i; j < n; j++)
                a[i, j] = a[j, i] = matrix[i, j];
        }

        for (int sweep = 0; sweep < MostSweeps && Rotates(a, v); sweep++)
        {
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i]).ThenBy(i => i)];
        double[,] sorted = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                sorted[i, j] = v[i, order[j]];
        }

        return ([.. order.Select(i => a[i, i])], sorted);
    }

    // A sweep over all pairs; false if every element beside the diagonal is negligible.
    private static bool Rotates(double[,] a, double[,] v)
    {
        int n = a.GetLength(0);
        bool rotated = false;
        for (int p = 0; p < n; p++)
        {
            for (int q = p + 1; q < n; q++)
            {
                if (Math.Abs(a[p, q]) <= 1e-17 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])) || a[p, q] == 0)
                    continue;
                rotated = true;
                double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
                double t = double.IsInfinity(theta * theta)
                    ? 1 / (2 * theta)
                    : (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
                double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
                for (int i = 0; i < n; i++)
                    (a[i, p], a[i, q]) = (c * a[i, p] - s * a[i, q], s * a[i, p] + c * a[i, q]);
                for (int i = 0; i < n; i++)
                {
                    (a[p, i], a[q, i]) = (c * a[p, i] - s * a[q, i], s * a[p, i] + c * a[q, i]);
                    (v[i, p], v[i, q]) = (c * v[i, p] - s * v[i, q], s * v[i, p] + c * v[i, q]);
                }
            }
        }

        return rotated;
    }
}
