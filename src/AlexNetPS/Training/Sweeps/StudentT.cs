namespace AlexNetPS.Training.Sweeps;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>Returns the quantile of a probability above one half.</summary>
    /// <param name="probability">Probability, 0.5 up to but not 1.</param>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    public static double Quantile(double probability, int freedom)
    {
        double low = 0, high = 1;
        while (Probability(high, freedom) < probability)
            high *= 2;
        // Bisection gains a bit each time.
        for (int i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            double middle = (low + high) / 2;
            if (Probability(middle, freedom) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>Returns the probability of a value of at most t, at least 0.</summary>
    public static double Probability(double t, int freedom)
    {
        // The integral of the density in closed form: Abramowitz and Stegun, 26.7.3 and 26.7.4.
        double angle = Math.Atan(t / Math.Sqrt(freedom)), cosine = Math.Cos(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1, sum = freedom == 1 ? 0 : term;
        for (int power = odd ? 3 : 2; power <= freedom - 2; power += 2)
        {
            term *= cosine * cosine * (power - 1) / power;
            sum += term;
        }

        double within = odd ? 2 / Math.PI * (angle + Math.Sin(angle) * sum) : Math.Sin(angle) * sum;
        return (1 + within) / 2;
    }
}
