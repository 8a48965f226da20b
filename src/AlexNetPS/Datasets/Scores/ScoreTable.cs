using AlexNetPS.Datasets.Health;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Scores of all images of a dataset by kind; NaN for an image that could not be read.</summary>
internal sealed class ScoreTable
{
    private readonly Dictionary<FindingKind, double[]> _scores;

    /// <param name="images">The images; null for one that could not be read.</param>
    public ScoreTable(IReadOnlyList<MeasuredImage?> images)
    {
        Images = images;
        _scores = new()
        {
            [FindingKind.Dark] = Each(image => image.Scores.Dark),
            [FindingKind.Light] = Each(image => image.Scores.Light),
            [FindingKind.Blurred] = Each(image => image.Scores.Blur),
            [FindingKind.LowInformation] = Each(image => image.Scores.Information),
            [FindingKind.OddSize] = SizeScores.Of(Each(image => image.Size)),
            [FindingKind.Border] = Each(image => image.Scores.Border),
        };
    }

    /// <summary>Kinds of scores, in the order of the columns of a report.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } =
    [
        FindingKind.Dark, FindingKind.Light, FindingKind.Blurred, FindingKind.LowInformation, FindingKind.OddSize,
        FindingKind.Border,
    ];

    public IReadOnlyList<MeasuredImage?> Images { get; }

    /// <summary>Scores of a kind in the order of the images.</summary>
    public IReadOnlyList<double> this[FindingKind kind] => _scores[kind];

    /// <summary>Threshold of a kind.</summary>
    public static double Threshold(FindingKind kind, HealthOptions options) => kind switch
    {
        FindingKind.Dark => options.DarkThreshold,
        FindingKind.Light => options.LightThreshold,
        FindingKind.Blurred => options.BlurThreshold,
        FindingKind.LowInformation => options.InformationThreshold,
        FindingKind.OddSize => options.SizeThreshold,
        FindingKind.Border => options.BorderThreshold,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind with scores."),
    };

    /// <summary>Positions of the images below the threshold of a kind, the worst first.</summary>
    public int[] Faulty(FindingKind kind, HealthOptions options)
    {
        double threshold = Threshold(kind, options);
        return [.. _scores[kind].Index().Where(score => score.Item < threshold).OrderBy(score => score.Item)
            .Select(score => score.Index)];
    }

    private double[] Each(Func<MeasuredImage, double> value) =>
        [.. Images.Select(image => image is { } read ? value(read) : double.NaN)];
}
