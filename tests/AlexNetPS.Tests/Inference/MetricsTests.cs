using AlexNetPS.Inference;

namespace AlexNetPS.Tests.Inference;

public class MetricsTests
{
    [Fact]
    public void CountsByHand()
    {
        var metrics = new Metrics(7);
        double[] logs = [.. new[] { 0.4, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05 }.Select(p => Math.Log(p))];
        metrics.AddLogProbabilities(logs, 0); // first
        metrics.AddLogProbabilities(logs, 1); // second
        metrics.AddLogProbabilities(logs, 5); // sixth; class 6 has the same score
        // fifth: after the equals 0 and 3
        metrics.AddLogProbabilities([.. new[] { 0.1, 0.4, 0.2, 0.1, 0.1, 0.05, 0.05 }.Select(p => Math.Log(p))], 4);

        Assert.Equal(4, metrics.Count);
        Assert.Equal(0.25, metrics.Top1);
        Assert.Equal(0.75, metrics.Top5);
        Assert.Equal([0.25, 0.5, 0.5, 0.5, 0.75, 1, 1, 1], Enumerable.Range(1, 8).Select(metrics.Top));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Top(0));
        Assert.Equal(-(Math.Log(0.4) + Math.Log(0.2) + Math.Log(0.05) + Math.Log(0.1)) / 4, metrics.Loss, 12);
        ConfusionMatrix confusion = metrics.ConfusionMatrix();
        Assert.Equal(1, confusion[0, 0]);
        Assert.Equal(1, confusion[1, 0]);
        Assert.Equal(1, confusion[5, 0]);
        Assert.Equal(1, confusion[4, 1]);
        Assert.Equal(3, confusion.Predicted(0));
        Assert.Equal(1, confusion.Actual(5));
        Assert.Equal([0, 1, 0, 0, 0, 0, 0], Enumerable.Range(0, 7).Select(predicted => confusion[4][predicted]));
        Assert.Equal(7, confusion.Count);
        Assert.Equal("4: 1 1", $"{confusion[4]}");
    }

    [Fact]
    public void RowsOfTheConfusionMatrixHaveTheNamesOfTheClasses()
    {
        var metrics = new Metrics(4);
        metrics.AddLogits([0, 0, 9, 0], 1);
        metrics.AddLogits([0, 9, 0, 0], 1);
        metrics.AddLogits([0, 9, 0, 0], 1);

        // "Actual" is also the column of the actual class, and a column name ignores case.
        ConfusionRow row = metrics.ConfusionMatrix(["cat", "Actual", "dog", "CAT"])[1];
        Assert.Equal(["Actual_", "cat", "Actual", "dog", "CAT_"], row.ColumnNames());
        Assert.Equal(["Actual", 0, 2, 1, 0], row.ColumnNames().Select(row.Column));
        Assert.Equal(2, row.Column("ACTUAL"));
        Assert.Null(row.Column("bird"));
        Assert.Equal("Actual: Actual 2, dog 1", $"{row}");
        Assert.Equal(["Actual", "0", "1"], new Metrics(2).ConfusionMatrix()[0].ColumnNames());
    }

    [Fact]
    public void LogitsAndTheirProbabilitiesAgree()
    {
        float[] logits = [2f, -1f, 0.5f];
        double sum = logits.Sum(l => Math.Exp(l));
        var byLogits = new Metrics(3);
        var byProbabilities = new Metrics(3);
        for (int label = 0; label < 3; label++)
        {
            byLogits.AddLogits(logits, label);
            byProbabilities.AddLogProbabilities([.. logits.Select(l => l - Math.Log(sum))], label);
        }

        Assert.Equal(byProbabilities.Loss, byLogits.Loss, 6);
        Assert.Equal(byProbabilities.Top1, byLogits.Top1);
        Assert.Equal(1, byLogits.Top5);
    }

    [Fact]
    public void LargeLogitsDoNotOverflow()
    {
        var metrics = new Metrics(2);
        metrics.AddLogits([1e5f, 0], 0);
        Assert.Equal(0, metrics.Loss);
        metrics.AddLogits([1e5f, 0], 1);
        Assert.Equal(5e4, metrics.Loss);
    }

    [Fact]
    public void TheMeanOfEqualProbabilitiesIsTheSameToTheLastBit()
    {
        double[] logs = Softmax.Log([1e5f, 0, -3.7f, 99_999]);
        Assert.Equal(-1e5, logs[1], 1.0);
        Assert.Equal(logs, Softmax.LogMean([logs, logs, logs]));

        // Of others it is the logarithm of the mean, also where a probability is 0.
        double[] mean = Softmax.LogMean(
            [[Math.Log(0.25), double.NegativeInfinity, -2000], [Math.Log(0.75), double.NegativeInfinity, -3000]]);
        Assert.Equal(Math.Log(0.5), mean[0], 14);
        Assert.Equal(double.NegativeInfinity, mean[1]);
        Assert.Equal(-2000 - Math.Log(2), mean[2], 12);
        Assert.True(double.IsNaN(Softmax.LogMean([[double.NaN], [-1.0]])[0]));
    }

    // proportion_confint(count, images, method="wilson") of statsmodels: center (p + z^2/2n) / (1 + z^2/n), by hand
    // with z = 1.959964.
    [Theory]
    [InlineData(124, 200, 0.551067, 0.684410)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(1, 2, 0.094531, 0.905469)]
    [InlineData(0, 0, 0, 1)]
    public void TheIntervalIsWilsons(int right, int count, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.Wilson(count == 0 ? 0 : (double)right / count, count);
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }

    [Fact]
    public void NotANumberIsNeverRight()
    {
        var metrics = new Metrics(7);
        metrics.AddLogits([0, 1, float.NaN, 2, 3, 4, 5], 2);
        Assert.Equal(0, metrics.Top1);
        Assert.Equal(0, metrics.Top5);
        Assert.True(double.IsNaN(metrics.Loss));
        Assert.Equal(1, metrics.ConfusionMatrix()[2, 6]);
    }

    [Fact]
    public void EqualScoresBelongToTheFirst()
    {
        var metrics = new Metrics(3);
        metrics.AddLogits([1, 1, 1], 0);
        metrics.AddLogits([1, 1, 1], 2);
        Assert.Equal(0.5, metrics.Top1);
    }
}
