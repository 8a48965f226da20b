using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Models.Export;

namespace AlexNetPS.Reports.Cards;

/// <summary>The metadata at the top of a card, in the fields of Hugging Face's model cards.</summary>
internal static class CardHead
{
    /// <summary>What the module is called among libraries.</summary>
    public const string Library = "alexnetps";

    /// <summary>Task of the models.</summary>
    public const string Task = "image-classification";

    /// <summary>Returns the metadata as a tree.</summary>
    public static JsonObject Of(CardFacts facts)
    {
        var head = new JsonObject
        {
            // A hub reads licenses in lower case; "unknown" is its word for one that nobody stated.
            ["license"] = facts.Options.License?.ToLowerInvariant() ?? "unknown",
            ["library_name"] = Library,
            ["pipeline_tag"] = Task,
            ["tags"] = new JsonArray(Task, "alexnet", facts.Format.ToString().ToLowerInvariant()),
        };
        string[] datasets =
            [.. facts.Metrics.Select(metrics => metrics.Dataset).Prepend(facts.Dataset).OfType<string>().Distinct()];
        if (datasets.Length > 0)
            head["datasets"] = new JsonArray([.. datasets.Select(name => (JsonNode)name)]);
        string[] types =
            [.. facts.Metrics.SelectMany(metrics => metrics.Metrics).Select(metric => metric.Type).Distinct()];
        if (types.Length == 0)
            return head;
        head["metrics"] = new JsonArray([.. types.Select(type => (JsonNode)type)]);
        head["model-index"] = new JsonArray(new JsonObject
        {
            ["name"] = facts.Model.Name,
            ["results"] = new JsonArray([.. facts.Metrics.Select(Result)]),
        });
        return head;
    }

    private static JsonNode Result(CardMetrics metrics)
    {
        var dataset = new JsonObject
        {
            ["type"] = metrics.Dataset,
            ["name"] = metrics.Dataset,
            ["split"] = metrics.Split,
        };
        if (metrics.DatasetSha256 is string hash)
            dataset["revision"] = hash;
        return new JsonObject
        {
            ["task"] = new JsonObject { ["type"] = Task, ["name"] = "Image classification" },
            ["dataset"] = dataset,
            ["metrics"] = new JsonArray([.. metrics.Metrics.Select(metric => new JsonObject
            {
                ["type"] = metric.Type,
                ["value"] = Math.Round(metric.Value, 6),
                ["name"] = Name(metric, metrics.Count),
            })]),
        };
    }

    private static string Name(CardMetric metric, int? count)
    {
        string images = count is int number
            ? string.Create(CultureInfo.InvariantCulture, $"{number} images")
            : "number of images unknown";
        return metric.Interval is { } interval
            ? $"{metric.Name} (95 % interval {interval}, {images})"
            : $"{metric.Name} ({images})";
    }
}
