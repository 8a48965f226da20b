using System.Text.Json.Nodes;
using AlexNetPS.Inference;
using AlexNetPS.Reports;

namespace AlexNetPS.Tests.Reports;

public sealed class JsonReportTests
{
    [Fact]
    public void EveryValueIsReadBack()
    {
        Evaluation evaluation = ReportSamples.Evaluation(["<a>", "b\n"]);
        var report = new Report([ReportSamples.Rule(evaluation, false)], [evaluation], [ReportSamples.Run("one")], "T");
        string text = report.ToText(ReportFormat.Json);
        JsonNode json = JsonNode.Parse(text)!;
        Assert.DoesNotContain("<a>", text, StringComparison.Ordinal);
        Assert.Equal(("AlexNetPS report", 1, "T", false), ((string)json["format"]!, (int)json["version"]!,
            (string)json["title"]!, (bool)json["passed"]!));
        JsonNode rule = json["rules"]![0]!, one = Assert.Single(json["evaluations"]!.AsArray())!, run = json["runs"]![0]!;
        Assert.Equal((0.84999999, 0.85, false, 0), ((double)rule["measured"]!, (double)rule["limit"]!,
            (bool)rule["passed"]!, (int)rule["evaluation"]!));
        Assert.Equal(("red", 0.5), ((string)rule["evidence"]![1]!["value"]!, (double)one["top1"]!));
        Assert.Equal(["<a>", "b\n"], one["classes"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal(0.094531, (double)one["top1Interval"]!["low"]!);
        Assert.Equal((0.1, 2, 1), ((double)run["settings"]!["optimizer.learningRate"]!, run["epochs"]!.AsArray().Count,
            (int)run["bestEpoch"]!));
        Assert.Equal("Divergence", (string)run["findings"]![0]!["symptom"]!);
    }

    [Fact]
    public void WhatIsNotFiniteIsNull()
    {
        var metrics = new Metrics(2);
        metrics.AddLogits([float.NaN, 1], 0);
        Evaluation evaluation = new([AlexNetPS.Tests.Models.SmallModels.Model(["a", "b"])],
            AlexNetPS.Tests.Inference.PaintedImages.Dataset(["a", "b"], 1).Validation, metrics, TimeSpan.Zero, new());
        JsonNode json = JsonNode.Parse(new Report([], [evaluation], []).ToText(ReportFormat.Json))!;
        Assert.Null(json["evaluations"]![0]!["loss"]);
        Assert.Null(json["passed"]);
    }
}
