using System.Globalization;
using AlexNetPS.Formats.Yaml;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Reports.Manifests;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Reports.Cards;

/// <summary>The text of a model card: README.md with the metadata that model hubs read.</summary>
internal static class ModelCard
{
    private const int ClassesShown = 50;

    // Below so many training images of a class a network of this size has seen too little to be relied on.
    private const int FewImages = 500;

    /// <summary>Returns the card.</summary>
    public static string Of(CardFacts facts)
    {
        var text = new CardText();
        text.Heading(1, CardText.OneLine(facts.Model.Name));
        text.Paragraph(Summary(facts));
        AddMetrics(text, facts);
        AddData(text, facts);
        text.Heading(2, "Limits");
        text.List(Limits(facts));
        AddUse(text, facts);
        AddTraining(text, facts);
        text.Heading(2, "Classes");
        if (facts.Model.Classes.Count > ClassesShown)
            text.Details($"{CardText.Number(facts.Model.Classes.Count)} classes", () => AddClasses(text, facts.Model));
        else
            AddClasses(text, facts.Model);
        text.Heading(2, "Files");
        text.Paragraph($"{FolderManifest.FileName} lists every file of this folder with its SHA-256, and version, "
            + "source commit, machine, seed and data behind them. Test-AlexNetManifest compares the folder to it.");
        return $"---\n{YamlText.Of(CardHead.Of(facts))}---\n\n{text}";
    }

    private static string Summary(CardFacts facts)
    {
        AlexNetModel model = facts.Model;
        string training = facts.Dataset is string dataset ? $" It was trained on the dataset {dataset}." : "";
        string license = facts.Options.License is string id
            ? $" License: {id}."
            : " No license was stated, so nobody has been granted the right to use it.";
        return $"Image classifier: tells {CardText.Number(model.Classes.Count)} classes apart. Network: "
            + $"{model.Definition.Name}, a variant of AlexNet (Krizhevsky et al. 2012) with "
            + $"{CardText.Number(model.Parameters)} parameters.{training}{license}";
    }

    private static void AddMetrics(CardText text, CardFacts facts)
    {
        text.Heading(2, "Metrics");
        if (facts.Metrics.Count == 0)
        {
            text.Paragraph("None are known: the file names no validation result, and no evaluation was given.");
            return;
        }

        text.Table(["Dataset", "Split", "Images", "Metric", "Value", "95 % interval"], facts.Metrics.SelectMany(
            metrics => metrics.Metrics.Select(metric => (IReadOnlyList<string>)
            [
                metrics.Dataset, metrics.Split, metrics.Count is int count ? CardText.Number(count) : "unknown",
                metric.Name, Value(metric), metric.Interval?.ToString() ?? "",
            ])));
        text.Paragraph("Intervals are Wilson's (1927): they cover the choice of the images, not that of the training.");
    }

    private static string Value(CardMetric metric) => metric.Type == "loss"
        ? metric.Value.ToString("0.####", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{metric.Value * 100:0.0} %");

    private static void AddData(CardText text, CardFacts facts)
    {
        text.Heading(2, "Data");
        List<IReadOnlyList<string>> rows = [["Training dataset", facts.Dataset ?? "unknown"]];
        if (facts.Run?.Manifest.Dataset is RunDataset data)
        {
            rows.Add(["Training images", CardText.Number(data.Train)]);
            rows.Add(["Validation images", CardText.Number(data.Validation)]);
            if (data.Fold is { } fold)
                rows.Add(["Fold", fold.ToString()]);
        }

        rows.Add(["Classes", CardText.Number(facts.Model.Classes.Count)]);
        rows.Add(["SHA-256 of names, labels, splits and contents", facts.DatasetSha256 ?? "unknown"]);
        text.Table(["Fact", "Value"], rows);
    }

    private static IEnumerable<string> Limits(CardFacts facts)
    {
        yield return facts.Metrics.Count == 0
            ? "It is not known how well the model works on any images."
            : "It was tested on the images above and on nothing else: not on other cameras, places, times or people, and "
                + "not on damaged or adversarial images.";
        if (facts.Metrics.Any(metrics => metrics.HasChosenEpoch))
        {
            yield return "The validation images have chosen the epoch of these weights, so their metrics are "
                + "optimistic. A test split that nothing was chosen by was not measured.";
        }

        CardMetric? widest = facts.Metrics.SelectMany(metrics => metrics.Metrics)
            .Where(metric => metric.Interval is not null)
            .MaxBy(metric => metric.Interval!.Value.High - metric.Interval.Value.Low);
        if (widest?.Interval is { } interval)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{widest.Name} is known to within "
                + $"{(interval.High - interval.Low) * 100:0.0} percentage points: a smaller difference between two "
                + $"models may be chance.");
        }

        if (facts.Run?.Manifest.Dataset is { } data && data.Train / data.Classes.Count < FewImages)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Small data: {data.Train:N0} training images, "
                + $"{(double)data.Train / data.Classes.Count:N0} of a class on average.");
        }

        if (facts.Run?.LimitBatches is not null)
            yield return "A dry run: each epoch was ended after a few batches.";
        yield return "Every image gets one of the classes below, also one that shows none of them.";
        if (facts.Recipe.EvaluationViews > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The recipe averages {facts.Recipe.EvaluationViews} "
                + $"crops of an image; the Python code below uses the one at the center.");
        }

        if (facts.Recipe.EvaluationTransforms.OfType<ImageMeanSubtract>().Any())
            yield return "The brightness of an image has no effect: its own mean is subtracted.";
    }

    private static void AddUse(CardText text, CardFacts facts)
    {
        text.Heading(2, "Use in Python");
        text.Code("python", PythonCode.Of(facts).Prepend("")
            .Prepend($"# pip install {PythonCode.Packages(facts.Format)}"));
        text.Heading(2, "Use in PowerShell");
        text.Code("powershell", CardCommands.Load(facts));
    }

    private static void AddTraining(CardText text, CardFacts facts)
    {
        text.Heading(2, "Training");
        string[] commands = [.. CardCommands.Repeat(facts)];
        if (commands.Length > 0)
        {
            text.Paragraph("The same images, recipe and seed give the same weights on the same engine:");
            text.Code("powershell", commands);
        }
        else
        {
            text.Paragraph("How the weights were trained is not known; recipe.json is how they are used.");
        }

        text.Table(["Setting", "Value"],
            facts.Settings().Select(setting => (IReadOnlyList<string>)[setting.Name, setting.Value]));
    }

    private static void AddClasses(CardText text, AlexNetModel model) => text.Table(["Output", "Class"],
        model.Classes.Index().Select(one => (IReadOnlyList<string>)
            [one.Index.ToString(CultureInfo.InvariantCulture), one.Item]));
}
