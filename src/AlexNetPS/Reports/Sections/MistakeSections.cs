using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

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
        if (one.Predictions.Count == 0)
            yield break;
        (ImageOutcome Outcome, int Index)[] all =
            [.. one.Predictions.Outcomes.Select((outcome, index) => (outcome, index))];
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
        {
            return new(title, [new ReportText(ReportCell.Words("-Dataset shows the images.")), table])
            {
                IsPart = true,
            };
        }

        ReportImage[] found = [.. shown.Select(index => Image(one, index, images)).OfType<ReportImage>()];
        ReportText[] missing = found.Length == shown.Length
            ? []
            : [new(ReportCell.Count(shown.Length - found.Length), ReportCell.Words(
                " of these images are not in the dataset, or cannot be read: "), ReportCell.Name(images.Name))];
        return new(title, [.. missing, new ReportGallery(found), table with { IsDetail = true }]) { IsPart = true };
    }

    private static ReportImage? Image(Evaluation one, int index, DatasetImages images)
    {
        ImageSample sample = one.Predictions.Sample(index);
        if (images.Thumbnail(sample) is not RgbImage pixels)
            return null;
        Prediction result = one.Predictions[index];
        // Its sign stays with it.
        ReportCell probability = ReportCell.Digits(ReportCell.Percent(result.Probability).Text.Replace(' ', '\u00A0'));
        return new(pixels, result.IsCorrect == true
            ? $"Image of {result.ActualLabel}, predicted right with {probability.Text}"
            : $"Image of {result.ActualLabel}, predicted as {result.Label} with {probability.Text}",
            [
                [ReportCell.Name(result.ActualLabel!)],
                result.IsCorrect == true
                    ? [ReportCell.Words("right, "), probability]
                    : [ReportCell.Words("as "), ReportCell.Name(result.Label), ReportCell.Words(", "), probability],
                [ReportCell.Name(result.FileName)],
            ]);
    }

    private static ReportTable Table(Evaluation one, int[] shown) => new(
        [new("Image"), new("Actual"), new("Predicted"), new("Probability", true), new("Loss", true)],
        [.. shown.Select(index => Row(one.Predictions.Sample(index), one.Predictions[index]))])
    {
        Caption = "Images with loss",
    };

    private static ReportCell[] Row(ImageSample image, Prediction result) =>
    [
        ReportCell.Name(ImageKeys.NameOf(image)), ReportCell.Name(result.ActualLabel!), ReportCell.Name(result.Label),
        ReportCell.Percent(result.Probability), ReportCell.Loss(result.Loss),
    ];
}
