namespace AlexNetPS.Datasets;

/// <summary>Eigenpairs of a small symmetric matrix by Jacobi rotations, largest eigenvalue first.</summary>
internal static class SymmetricEigen
{
    public static (double[] Values, double[][] Vectors) Decompose(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone(), v = new double[n, n];
        for (int i = 0; i < n; i++)
            v[i, i] = 1;
        for (int sweep = 0; sweep < 50; sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(a, v, p, q);
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i])];
        return ([.. order.Select(i => Math.Max(0, a[i, i]))], [.. order.Select(i => Column(v, i))]);
    }

    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c =
            1 / Math.Sqrt(t * t + 1), s = t * c;
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++)
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < n; k++)
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
        for (int k = 0; k < n; k++)
            (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
    }

    /// <summary>
    /// The sign of an eigenvector is arbitrary: the largest component is made positive, so that results are
    /// reproducible.
    /// </summary>
    private static double[] Column(double[,] v, int column)
    {
        double[] vector = [.. Enumerable.Range(0, v.GetLength(0)).Select(row => v[row, column])];
        double largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? [.. vector.Select(x => -x)] : vector;
    }
}
