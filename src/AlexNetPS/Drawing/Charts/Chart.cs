namespace AlexNetPS.Drawing.Charts;

/// <summary>A chart as data.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">The series, the lowest first.</param>
public sealed record Chart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series) : Figure(Title)
{
    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels without the legend.</summary>
    public int Height { get; init; } = 300;

    /// <summary>Sentences below the legend, as what a dashed line is.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the marked values are, as "the best epoch"; null: no word of it.</summary>
    public string? MarkedAs { get; init; }
}

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What is measured, with its unit.</param>
public sealed record ChartAxis(string Label)
{
    /// <summary>Whether the axis is logarithmic. Values of 0 and below are not shown then.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Whether values are fractions, written as percentages.</summary>
    public bool Percent { get; init; }

    /// <summary>Whether values are whole numbers, as epochs: the axis ends at the first and last value.</summary>
    public bool Whole { get; init; }

    /// <summary>Least value shown; null: by the values.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value shown; null: by the values.</summary>
    public double? Maximum { get; init; }
}

/// <summary>A series of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">Horizontal values.</param>
/// <param name="Y">Vertical values, as many; not a number: a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How it is drawn.</summary>
    public SeriesKind Kind { get; init; } = SeriesKind.Line;

    /// <summary>
    /// Position of its color and marker in the palette, from 0: series of one run or class share them.
    /// </summary>
    public int Color { get; init; }

    /// <summary>Whether a line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Position of a value to be marked, as the best epoch; null: none.</summary>
    public int? Marked { get; init; }

    /// <summary>What stands after the name in the legend, as the best value; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the legend has it.</summary>
    public bool IsListed { get; init; } = true;
}

/// <summary>How a series is drawn.</summary>
public enum SeriesKind : long
{
    /// <summary>A line from value to value.</summary>
    Line,

    /// <summary>Points.</summary>
    Points,

    /// <summary>Bars from 0.</summary>
    Bars,
}
