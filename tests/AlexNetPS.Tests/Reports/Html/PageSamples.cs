using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Reports;
using AlexNetPS.Tests.Models;
using AlexNetPS.Tests.Training;

namespace AlexNetPS.Tests.Reports.Html;

/// <summary>Reports with images that are drawn in memory.</summary>
internal static class PageSamples
{
    public const int PerClass = 4;

    /// <summary>Returns a dataset with images of each class in training and validation.</summary>
    public static ImageNetDataset Dataset(IReadOnlyList<string> classes)
    {
        int count = classes.Count * PerClass;
        ImageSample[] samples = [.. Enumerable.Range(0, 2 * count).Select(i =>
            new ImageSample(i, $"/drawn/{i}.png", i % classes.Count, classes[i % classes.Count]))];
        var info = new DatasetInfo
        {
            Name = "drawn",
            SourcePath = "/drawn",
            Layout = "Class folders",
            Statistics = new([0.4, 0.3, 0.2], [0.2, 0.2, 0.2], [0.1, 0.02, 0.01],
                [[0.6, 0.6, 0.5291502622129182], [0.8, -0.6, 0], [0, 0, 1]], 1000),
        };
        return new(info, classes, samples[..count], samples[count..], [], new DrawnImages(2 * count));
    }

    /// <summary>Returns an evaluation of the validation split, the surer of an image the later it comes.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="predicted">Predicted class by position; null: each third image is taken for the next class.</param>
    public static Evaluation Evaluation(ImageNetDataset dataset, Func<int, int>? predicted = null)
    {
        string[] classes = [.. dataset.Classes.Select(one => one.Name)];
        var metrics = new Metrics(classes.Length) { Outcomes = [] };
        for (int i = 0; i < dataset.Validation.Count; i++)
        {
            int label = dataset.Validation[i].LabelIndex;
            int found = predicted?.Invoke(i) ?? (i % 3 == 0 ? (label + 1) % classes.Length : label);
            float[] logits = new float[classes.Length];
            logits[found] = 1 + 3f * i / dataset.Validation.Count;
            metrics.AddLogits(logits, label);
        }

        return new([SmallModels.Model(classes)], dataset.Validation, metrics, TimeSpan.FromSeconds(1.5), new());
    }

    /// <summary>Returns a report with everything; the runs have no weights.</summary>
    public static Report Report(IReadOnlyList<string> classes, int runs = 1)
    {
        ImageNetDataset dataset = Dataset(classes);
        Evaluation evaluation = Evaluation(dataset);
        return new([ReportSamples.Rule(evaluation, passed: false)], [],
            [.. Enumerable.Range(0, runs).Select(i => ReportSamples.Run($"run {i}", 0.1 * (i + 1), epochs: 2))],
            "Flowers <b> & \"more\"", new(dataset, [new(FindingSeverity.Warning, FindingKind.Imbalance,
                "Classes of very different sizes: <script>alert(1)</script>.", ["/drawn/<img src=x>.png"], "Add images.")]));
    }
}
