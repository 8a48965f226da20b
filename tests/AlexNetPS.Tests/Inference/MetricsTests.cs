using AlexNetPS.Inference;

namespace AlexNetPS.Tests.Inference;

public class MetricsTests
{
    [Fact]
    public void CountsByHand()
    {
        var metrics = new Metrics(7);
        metrics.AddProbabilities([0.4f, 0.2f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f], 0); // first
        metrics.AddProbabilities([0.4f, 0.2f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f], 1); // second
        metrics.AddProbabilities([0.4f, 0.2f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f], 5); // sixth; class 6 has the same score
        metrics.AddProbabilities([0.1f, 0.4f, 0.2f, 0.1f, 0.1f, 0.05f, 0.05f], 4); // fifth: after the equals 0 and 3

        Assert.Equal(4, metrics.Count);
        Assert.Equal(0.25, metrics.Top1);
        Assert.Equal(0.75, metrics.Top5);
        Assert.Equal(-(Math.Log(0.4f) + Math.Log(0.2f) + Math.Log(0.05f) + Math.Log(0.1f)) / 4, metrics.Loss, 6);
        ConfusionMatrix confusion = metrics.ConfusionMatrix();
        Assert.Equal(1, confusion[0, 0]);
        Assert.Equal(1, confusion[1, 0]);
        Assert.Equal(1, confusion[5, 0]);
        Assert.Equal(1, confusion[4, 1]);
        Assert.Equal(3, confusion.Predicted(0));
        Assert.Equal(1, confusion.Actual(5));
        Assert.Equal([0, 1, 0, 0, 0, 0, 0], confusion[4]);
        Assert.IsType<int[]>(confusion[4]);
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
            byProbabilities.AddProbabilities([.. logits.Select(l => (float)(Math.Exp(l) / sum))], label);
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
