using System.Globalization;
using AlexNetPS.Inference;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public sealed class EvaluationReportTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public EvaluationReportTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void ShowsAccuracyLossAndClassesByRecall()
    {
        string[] classes = ["bee", "cat", "dog", "a name longer than its column", "empty"];
        Evaluation evaluation = Evaluate(classes, [1, 2, 5, 7], (0, 0), (0, 0), (0, 2), (1, 0), (3, 3));

        // Loss: two of five images at 9 + log(1 + 4 / e^9), the others at log(1 + 4 / e^9). Interval by Wilson's formula.
        Assert.Equal($"""
            {evaluation.Model}, evaluated on painted (Validation, 5 images)
            top-1 60.0 % (23.1 to 88.2 %)   top-2 100.0 %   top-7 100.0 % (always, 5 classes)   loss 3.6005   5 images/s

            Classes by recall, lowest first:
            Class                    Images Precision   Recall       F1  Most often mistaken for
            cat                           1     0.0 %    0.0 %    0.0 %  bee (1)
            bee                           3    66.7 %   66.7 %   66.7 %  dog (1)
            a name longer than its …      1   100.0 %  100.0 %  100.0 %
            macro average                 5    41.7 %   41.7 %   41.7 %
            weighted average              5    60.0 %   60.0 %   60.0 %
            """, EvaluationReport.Of(evaluation), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void OfManyClassesShowsTheTenWithTheLowestRecall()
    {
        string[] classes = [.. Enumerable.Range(0, 12).Select(i => $"class {i:00}")];
        string[] lines = EvaluationReport.Of(Evaluate(classes, [1],
            [.. Enumerable.Range(0, 12).Select(i => (i, i is 3 or 7 ? 0 : i))])).Split(Environment.NewLine);
        Assert.Equal("The 10 of 12 classes with the lowest recall:", lines[3]);
        Assert.Equal(["class 03", "class 07", "class 00", "class 01"], lines[5..9].Select(line => line[..8]));
        Assert.Equal(["macro average", "weighted average"], lines[15..].Select(line => line[..16].TrimEnd()));
    }

    [Fact]
    public void ALossAboveAMillionIsShort()
    {
        var metrics = new Metrics(2);
        metrics.AddLogits([0, 2.5e7f], 0);
        Evaluation evaluation = New(["bee", "cat"], metrics, [1]);
        Assert.Contains("loss 2.5E+07 ", EvaluationReport.Of(evaluation));
    }

    private static Evaluation Evaluate(string[] classes, int[] top, params (int Actual, int Predicted)[] images)
    {
        var metrics = new Metrics(classes.Length);
        foreach ((int actual, int predicted) in images)
        {
            float[] logits = new float[classes.Length];
            logits[predicted] = 9;
            metrics.AddLogits(logits, actual);
        }

        return New(classes, metrics, top);
    }

    private static Evaluation New(string[] classes, Metrics metrics, int[] top) => new([SmallModels.Model(classes)],
        PaintedImages.Dataset(classes, 1).Validation, metrics, TimeSpan.FromSeconds(1), new() { TopK = top });
}
