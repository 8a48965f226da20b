using System.Globalization;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Scores of a dataset and of its images.</summary>
/// <param name="Score">
/// Fraction of the images without any fault, 0 to 1: images of which no score is below its threshold. NaN if no image
/// could be read.
/// </param>
/// <param name="Kinds">Scores by kind of fault.</param>
/// <param name="Correlations">How well single properties of the images tell the classes apart, the best first.</param>
/// <param name="Images">Scores of each image, in the order of the splits.</param>
public sealed record DatasetScores(double Score, IReadOnlyList<ScoreSummary> Kinds,
    IReadOnlyList<ClassCorrelation> Correlations, IReadOnlyList<ScoredImage> Images)
{
    /// <inheritdoc cref="DatasetScores" path="/param[@name='Kinds']"/>
    public IReadOnlyList<ScoreSummary> Kinds { get; init => field = value.ToReadable(); } = Kinds.ToReadable();

    /// <inheritdoc cref="DatasetScores" path="/param[@name='Correlations']"/>
    public IReadOnlyList<ClassCorrelation> Correlations { get; init => field = value.ToReadable(); } =
        Correlations.ToReadable();

    /// <inheritdoc cref="DatasetScores" path="/param[@name='Images']"/>
    public IReadOnlyList<ScoredImage> Images { get; init => field = value.ToReadable(); } = Images.ToReadable();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Score:P1} of {Images.Count:N0} images without fault");

    internal static DatasetScores Of(ImageNetDataset dataset, ScoreTable table, HealthOptions options)
    {
        (SplitName Split, ImageSample Sample)[] samples = [.. dataset.Images];
        bool[] isFaulty = new bool[samples.Length];
        foreach (FindingKind kind in ScoreTable.Kinds)
        {
            foreach (int i in table.Faulty(kind, options))
                isFaulty[i] = true;
        }

        int read = table.Images.Count(image => image is not null);
        return new DatasetScores(
            read == 0 ? double.NaN : 1 - isFaulty.Count(faulty => faulty) / (double)read,
            [.. ScoreTable.Kinds.Select(kind => ScoreSummary.Of(table, kind, options))],
            [.. ClassCorrelation.Find(dataset, table)],
            [.. samples.Select((image, i) => new ScoredImage(image.Sample.Path, image.Sample.Label, image.Split)
            {
                Dark = table[FindingKind.Dark][i],
                Light = table[FindingKind.Light][i],
                Blurred = table[FindingKind.Blurred][i],
                LowInformation = table[FindingKind.LowInformation][i],
                OddSize = table[FindingKind.OddSize][i],
                Border = table[FindingKind.Border][i],
            })]);
    }
}
