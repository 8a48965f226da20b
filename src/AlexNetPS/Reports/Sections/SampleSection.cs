using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Reports.Sections;

/// <summary>Training images as the network of the best run sees them.</summary>
internal static class SampleSection
{
    private const int ImagesShown = 18, ImagesInRow = 6, Side = 1600;

    public static IEnumerable<ReportSection> Of(Report report, CancellationToken cancellation)
    {
        const string Title = "Training images as the network sees them";
        if (report.Runs.Count == 0)
            yield break;
        ReportBlock block;
        if (report.Dataset is null)
        {
            block = new ReportText(ReportCell.Words("They need images: add -Dataset."));
        }
        else
        {
            TrainingRun run = report.Runs.MaxBy(run => run.ValidationTop1 ?? -1)!;
            block = Sheet(run, report.Dataset.Dataset.Train, cancellation);
        }

        yield return new(Title, [block]);
    }

    private static ReportBlock Sheet(TrainingRun run, DatasetSplit split, CancellationToken cancellation)
    {
        try
        {
            RgbImage sheet = SampleSheet.Draw(split, run.Recipe, new()
            {
                Count = ImagesShown,
                Columns = ImagesInRow,
                Seed = run.Seed,
            }, cancellation);
            return new ReportGallery([new(sheet, $"Images of {split.Dataset.Name} with their classes, after the "
                + $"transforms of {run.Name}", [[ReportCell.Name(run.Folder),
                    ReportCell.Words(": crops, flips and colors are drawn as in its first epoch")]])
            { LongestSide = Side }]);
        }
        catch (Exception e) when (e is TransformException or ArgumentException or ImageFormatException or IOException
            or UnauthorizedAccessException or DatasetException)
        {
            return new ReportText(ReportCell.Words($"They cannot be drawn: {e.Message}"));
        }
    }
}
