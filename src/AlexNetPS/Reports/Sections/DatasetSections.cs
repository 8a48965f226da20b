using System.Globalization;
using AlexNetPS.Datasets;

namespace AlexNetPS.Reports.Sections;

/// <summary>The dataset: images by split and class, sizes, means.</summary>
internal static class DatasetSections
{
    public static IEnumerable<ReportSection> Of(Report report)
    {
        if (report.Dataset?.Dataset is not ImageNetDataset dataset)
        {
            if (report.Runs.Count > 0)
            {
                yield return new("Dataset", [new ReportText(ReportCell.Words(
                    "Images by class, sizes, means and findings need the dataset: add -Dataset."))]);
            }

            yield break;
        }

        yield return new("Dataset", [Facts(dataset), Classes(dataset), .. Sizes(dataset.Statistics?.Sizes)]);
    }

    private static ReportFacts Facts(ImageNetDataset dataset) => new([
        new("Name", ReportCell.Name(dataset.Name)),
        .. dataset.Fold is { } fold ? [new ReportFact("Fold", ReportCell.Words($"{fold}"))] : NoFacts,
        new("Layout", ReportCell.Words(dataset.Layout)),
        new("Images", [ReportCell.Count(dataset.Train.Count), ReportCell.Words(" for training, "),
            ReportCell.Count(dataset.Validation.Count), ReportCell.Words(" for validation"), .. Test(dataset)]),
        new("Classes", ReportCell.Count(dataset.Classes.Count)),
        .. dataset.Skipped.Count > 0
            ? [new ReportFact("Files skipped", ReportCell.Count(dataset.Skipped.Count))]
            : NoFacts,
        .. dataset.Preparation is { } preparation
            ? [new ReportFact("Prepared with", ReportCell.Words($"{preparation}"))]
            : NoFacts,
        .. dataset.Statistics is { } statistics
            ? [new ReportFact(Of(statistics.Mean, "Mean"), Values(statistics.Mean)),
                new(Of(statistics.Mean, "Standard deviation"), Values(statistics.StandardDeviation))]
            : NoFacts,
        .. dataset.Sha256 is string hash ? [new ReportFact("SHA-256", ReportCell.Digits(hash))] : NoFacts,
    ]);

    private static ReportCell[] Test(ImageNetDataset dataset) => dataset.Test.Count == 0 ? []
        : [ReportCell.Words(", "), ReportCell.Count(dataset.Test.Count), ReportCell.Words(" for the test")];

    private static ReportFact[] NoFacts => [];

    private static string Of(IReadOnlyList<double> channels, string what) =>
        channels.Count == 1 ? $"{what}, gray" : $"{what}, red green blue";

    private static ReportCell Values(IReadOnlyList<double> values) => ReportCell.Digits(string.Join("  ",
        values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))));

    private static ReportTable Classes(ImageNetDataset dataset) => new(
        [new("Class"), new("Training", true), new("Validation", true), new("Test", true)],
        [.. dataset.Classes.OrderBy(one => one.Train).Select(one => new[]
        {
            ReportCell.Name(one.DisplayName), ReportCell.Count(one.Train), ReportCell.Count(one.Validation),
            ReportCell.Count(one.Test),
        })])
    {
        Caption = "Images by class, fewest training images first",
        IsDetail = true,
    };

    private static IEnumerable<ReportTable> Sizes(SizeHistogram? sizes)
    {
        if (sizes is null)
            yield break;
        yield return new([new("Pixels"), new("Short side", true), new("Long side", true)],
            [.. sizes.ShortSide.Zip(sizes.LongSide).Where(row => row.First.Count + row.Second.Count > 0)
                .Select(row => new[]
                {
                    ReportCell.Digits(Range(row.First)), ReportCell.Count(row.First.Count),
                    ReportCell.Count(row.Second.Count),
                })])
        {
            Caption = "Images by their size in the files",
            IsDetail = true,
        };
    }

    private static string Range(SizeBucket bucket) => bucket.Below is double end
        ? FormattableString.Invariant($"{bucket.From:N0} to {end - 1:N0}")
        : FormattableString.Invariant($"{bucket.From:N0} and more");
}
