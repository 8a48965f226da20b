using System.Globalization;

namespace AlexNetPS.Drawing.Charts;

/// <summary>What an axis shows: its range, and its ticks at round values.</summary>
/// <param name="From">Coordinate of the start: the value, or its decimal logarithm.</param>
/// <param name="To">Coordinate of the end, above <paramref name="From"/>.</param>
/// <param name="Logarithmic">Whether coordinates are logarithms.</param>
/// <param name="Ticks">Ticks, ascending.</param>
internal sealed record AxisScale(double From, double To, bool Logarithmic, IReadOnlyList<AxisTick> Ticks)
{
    // Of the range, so that a marker at its end is not cut.
    private const double Margin = 0.04;

    private static readonly double[] _round = [1, 2, 5, 10];

    /// <param name="axis">The axis.</param>
    /// <param name="values">What it has to show; values that are not finite are left out.</param>
    /// <param name="ticks">Wanted number of ticks.</param>
    public static AxisScale Of(ChartAxis axis, IEnumerable<double> values, int ticks)
    {
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!axis.Logarithmic || value > 0))];
        double low = axis.Minimum ?? (shown.Length > 0 ? shown.Min() : axis.Maximum ?? (axis.Logarithmic ? 0.1 : 0));
        double high = axis.Maximum ?? (shown.Length > 0 ? shown.Max() : Math.Max(low, 1));
        return axis.Logarithmic ? LogarithmicOf(low, high, ticks) : LinearOf(axis, low, Math.Max(low, high), ticks);
    }

    /// <summary>Returns the coordinate of a value; not a number for one that cannot be shown.</summary>
    public double Coordinate(double value) => !Logarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;

    /// <summary>Returns where a value is: 0 at the start, 1 at the end.</summary>
    public double Share(double value) => (Coordinate(value) - From) / (To - From);

    private static AxisScale LinearOf(ChartAxis axis, double low, double high, int ticks)
    {
        // A range below the precision of numbers cannot be divided.
        if (high - low <= Math.Abs(high) * 1e-9)
        {
            double room = axis.Whole ? 0.5 : high == 0 ? 1 : Math.Abs(high) / 10;
            (low, high) = axis is { Percent: true, Minimum: null, Maximum: null }
                ? (Math.Max(0, low - 0.05), Math.Min(1, high + 0.05))
                : (axis.Minimum ?? low - (high == 0 ? 0 : room), axis.Maximum ?? high + room);
            if (high <= low)
                (low, high) = (low - room, low + room);
        }

        double step = Step((high - low) / ticks);
        if (axis.Whole)
            step = Math.Max(1, step);
        if (!axis.Whole)
        {
            low = axis.Minimum ?? Math.Floor(low / step + 1e-9) * step;
            high = axis.Maximum ?? Math.Ceiling(high / step - 1e-9) * step;
        }

        AxisTick[] all = [.. Multiples(low, high, step)
            .Select(value => new AxisTick(value, Text(value, step, Math.Max(Math.Abs(low), Math.Abs(high)), axis)))];
        double margin = (high - low) * Margin;
        return new(axis.Minimum ?? low - margin, axis.Maximum ?? high + margin, false, all);
    }

    private static AxisScale LogarithmicOf(double low, double high, int ticks)
    {
        (low, high) = (Math.Max(low, 1e-300), Math.Max(high, 1e-300));
        (double from, double to) = (Math.Log10(Rounded(low, up: false)), Math.Log10(Rounded(high, up: true)));
        if (to - from < 0.3)
            (from, to) = (Math.Log10(Rounded(low / 2, up: false)), Math.Log10(Rounded(high * 2, up: true)));
        int decades = (int)Math.Ceiling((to - from) / ticks), first = (int)Math.Floor(from);
        double[] mantissas = to - from > 2 ? [1] : to - from > 1 ? [1, 3] : [1, 2, 3, 5];
        double margin = (to - from) * Margin;
        return new(from - margin, to + margin, true, [.. Enumerable.Range(first, (int)Math.Ceiling(to) - first + 1)
            .Where(exponent => decades <= 1 || exponent % decades == 0)
            .SelectMany(exponent => mantissas.Select(mantissa => mantissa * Math.Pow(10, exponent)))
            .Where(value => Math.Log10(value) >= from - 1e-9 && Math.Log10(value) <= to + 1e-9)
            .Select(value => new AxisTick(value, Scientific(value)))]);
    }

    /// <summary>Returns the next 1, 2 or 5 times a power of ten.</summary>
    private static double Rounded(double value, bool up)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * (up ? _round.First(r => r * power >= value * (1 - 1e-9))
            : _round.Last(r => r * power <= value * (1 + 1e-9)));
    }

    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return _round.First(round => round * power >= least * (1 - 1e-9)) * power;
    }

    private static IEnumerable<double> Multiples(double low, double high, double step)
    {
        double first = Math.Ceiling(low / step - 1e-6);
        for (int i = 0; (first + i) * step <= high + step * 1e-6; i++)
            yield return (first + i) * step + 0.0;
    }

    private static string Text(double value, double step, double largest, ChartAxis axis)
    {
        if (axis.Percent)
            return Fixed(value * 100, step * 100) + " %";
        return largest >= 1e5 && !axis.Whole || step < 1e-4
            ? Scientific(value)
            : Fixed(value, step);
    }

    // "0.001", "1e-5".
    private static string Scientific(double value) => value == 0 || Math.Abs(value) is >= 1e-4 and < 1e6
        ? value.ToString("0.#########", CultureInfo.InvariantCulture)
        : value.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal);

    // As many decimals as the step has.
    private static string Fixed(double value, double step)
    {
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }
}

/// <summary>A tick of an axis.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct AxisTick(double Value, string Text);
