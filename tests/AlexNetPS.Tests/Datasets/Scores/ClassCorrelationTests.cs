using AlexNetPS.Datasets.Scores;
using AlexNetPS.Randomness;

namespace AlexNetPS.Tests.Datasets.Scores;

public class ClassCorrelationTests
{
    private static readonly string[] _names = [.. Enumerable.Range(0, 10).Select(i => $"c{i}")];

    [Fact]
    public void APropertyThatTellsEverythingScoresZero()
    {
        (double[] values, int[] labels) = Draw(3, 100, (label, noise) => label + 0.4 * noise);
        var found = ClassCorrelation.Of("Size", values, labels, _names[..3]);
        Assert.True(found.Accuracy > 0.95, $"{found}");
        Assert.True(found.Score < 0.1);
        Assert.Equal(1.0 / 3, found.Chance, 1e-12);
        Assert.True(found.ClassAccuracy > 0.95);
    }

    [Fact]
    public void SizesThatAlternateBetweenClassesAreToldToo()
    {
        // No threshold tells 1 and 3 from 2 and 4.
        (double[] values, int[] labels) = Draw(2, 60, (label, noise) => label == 0 ? noise > 0 ? 1 : 3 : noise > 0 ? 2 : 4);
        Assert.Equal(0, ClassCorrelation.Of("Size", values, labels, _names[..2]).Score);
    }

    [Fact]
    public void OneClassThatDiffersIsNamed()
    {
        (double[] values, int[] labels) = Draw(6, 80, (label, noise) => label == 4 ? 10 + noise : noise);
        var found = ClassCorrelation.Of("Brightness", values, labels, _names[..6]);
        Assert.True(found.Score > 0.5, $"{found}");
        Assert.Equal("c4", found.Class);
        Assert.True(found.ClassScore < 0.1, $"{found}");
    }

    [Fact]
    public void FewImagesTellNothing()
    {
        (double[] values, int[] labels) = Draw(2, 7, (label, noise) => label + 0.1 * noise);
        var few = ClassCorrelation.Of("Size", values, labels, _names[..2]);
        Assert.Equal((1, 1), (few.Score, few.ClassScore));
        (values, labels) = Draw(2, 20, (label, noise) => label + 0.1 * noise);
        Assert.True(ClassCorrelation.Of("Size", values, labels, _names[..2]).Score < 0.3);
        (values, labels) = Draw(10, 1, (label, noise) => label);
        Assert.Equal(1, ClassCorrelation.Of("Size", values, labels, _names).ClassScore);
    }

    [Fact]
    public void APropertyWithoutMeaningIsNeverFound()
    {
        var random = new Random(3);
        for (int draw = 0; draw < 400; draw++)
        {
            int classes = random.Next(2, 11), each = random.Next(3, 60);
            (double[] values, int[] labels) = Draw(classes, each,
                (_, noise) => draw % 2 == 0 ? noise : Math.Round(noise * 3), (uint)draw);
            var found = ClassCorrelation.Of("Size", values, labels, _names[..classes]);
            Assert.True(found.Score > 0.6 && found.ClassScore > 0.4, $"{draw}: {found}");
        }
    }

    [Fact]
    public void LargeClassesDoNotCountMore()
    {
        double[] values = new double[1000];
        int[] labels = new int[1000];
        // 30 images of the second class, which has nothing of its own: guessing the first would be right in 97 %.
        for (int i = 0; i < values.Length; i++)
            (values[i], labels[i]) = (i * 7919 % 1000, i % 33 == 0 ? 1 : 0);
        var found = ClassCorrelation.Of("Size", values, labels, _names[..2]);
        Assert.InRange(found.Accuracy, 0.3, 0.7);
        Assert.Equal(1, found.Score);
    }

    [Fact]
    public void AConstantPropertyAndASingleClassTellNothing()
    {
        double[] same = new double[100];
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        Assert.Equal(1, ClassCorrelation.Of("Size", same, labels, _names[..2]).Score);
        Assert.Equal(1, ClassCorrelation.Of("Size", same, new int[100], _names[..2]).Score);
        Assert.Equal(1, ClassCorrelation.Of("Size", [], [], _names[..2]).Score);
    }

    private static (double[] Values, int[] Labels) Draw(int classes, int each, Func<int, double, double> value,
        uint seed = 0)
    {
        var random = new RandomStream(7, RandomPurpose.Drawing, 0, seed);
        int[] labels = [.. Enumerable.Range(0, classes * each).Select(i => i % classes)];
        return ([.. labels.Select((label, i) => value(label, random.UInt32((uint)i) / (double)uint.MaxValue * 2 - 1))],
            labels);
    }
}
