using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Sections;

/// <summary>
/// Images of an evaluation that are worth a look: wrong ones with the largest loss, and right ones that were nearly
/// wrong. Without images, their names.
/// </summary>
internal static class MistakeSections
{
    private const int MistakesShown = 24, UncertainShown = 12;

    public static IEnumerable<ReportSection> Of(Evaluation one, DatasetImages? images)
    {
        (ImageOutcome Outcome, int Index)[] all =
            [.. one.Images.Outcomes.Select((outcome, index) => (outcome, index))];
        yield return Section("Worst mistakes", "None: all images are predicted right.",
            [.. all.Where(image => !image.Outcome.IsCorrect).OrderByDescending(image => image.Outcome.Loss)
                .Take(MistakesShown).Select(image => image.Index)], one, images);
        yield return Section("Least certain right ones", "None: no image is predicted right.",
            [.. all.Where(image => image.Outcome.IsCorrect).OrderBy(image => image.Outcome.Probability)
                .Take(UncertainShown).Select(image => image.Index)], one, images);
    }

    private static ReportSection Section(string title, string none, int[] shown, Evaluation one, DatasetImages? images)
    {
        if (shown.Length == 0)
            return new(title, [new ReportText(ReportCell.Words(none))]) { IsPart = true };
        ReportTable table = Table(one, shown);
        if (images is null)
            return new(title, [new ReportText(ReportCell.Words("-Dataset shows the images.")), table]) { IsPart = true };
        ReportImage[] found = [.. shown.Select(index => Image(one, index, images)).OfType<ReportImage>()];
        ReportText[] missing = found.Length == shown.Length
            ? []
            : [new(ReportCell.Count(shown.Length - found.Length), ReportCell.Words(
                " of these images are not in the dataset, or cannot be read: "), ReportCell.Name(images.Name))];
        return new(title, [.. missing, new ReportGallery(found), table with { IsDetail = true }]) { IsPart = true };
    }

    private static ReportImage? Image(Evaluation one, int index, DatasetImages images)
    {
        ImageSample sample = one.Images.Sample(index);
        if (images.Thumbnail(sample) is not RgbImage pixels)
            return null;
        ImageResult result = one.Images[index];
        ReportCell probability = ReportCell.Percent(result.Probability);
        return new(pixels, result.Correct
            ? $"Image of {result.Actual}, predicted right with {probability.Text}"
            : $"Image of {result.Actual}, predicted as {result.Predicted} with {probability.Text}",
            [
                [ReportCell.Name(result.Actual)],
                result.Correct
                    ? [ReportCell.Words("right, "), probability]
                    : [ReportCell.Words("as "), ReportCell.Name(result.Predicted), ReportCell.Words(", "), probability],
                [ReportCell.Name(result.Image[(result.Image.LastIndexOf('/') + 1)..])],
            ]);
    }

    private static ReportTable Table(Evaluation one, int[] shown) => new(
        [new("Image"), new("Actual"), new("Predicted"), new("Probability", true), new("Loss", true)],
        [.. shown.Select(index => one.Images[index]).Select(result => new[]
        {
            ReportCell.Name(result.Image), ReportCell.Name(result.Actual), ReportCell.Name(result.Predicted),
            ReportCell.Percent(result.Probability), ReportCell.Loss(result.Loss),
        })])
    {
        Caption = "Images with loss",
    };
}
