using System.Text.Json;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Inference.LabelErrors;

public class ConfidentJointTests
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(700)]
    [InlineData(0)]
    public void IsThatOfNumPyWhereverTheRowsAre(long memoryBytes)
    {
        JsonElement golden = Golden.Load<JsonElement>("label-errors");
        int images = golden.GetProperty("images").GetInt32(), classes = golden.GetProperty("classes").GetInt32();
        var rows = new ProbabilityRows(classes, memoryBytes);
        using var joint = new ConfidentJoint(classes, rows);
        for (int i = 0; i < images; i++)
            joint.Add(Probabilities(i, classes), Label(i));
        Assert.Equal(memoryBytes < 10_000, rows.IsInFile);

        double?[] thresholds = [.. golden.GetProperty("thresholds").EnumerateArray()
            .Select(t => t.ValueKind == JsonValueKind.Null ? (double?)null : t.GetDouble())];
        foreach ((double? expected, double threshold) in thresholds.Zip(joint.Thresholds()))
            Assert.Equal(expected ?? double.PositiveInfinity, threshold, 12);

        // Twice, because the rows stay.
        for (int turn = 0; turn < 2; turn++)
        {
            (int[,] counts, IReadOnlyList<SuspectLabel> suspects) = joint.Find();
            Assert.Equal(golden.GetProperty("joint").EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(cell => cell.GetInt32())), counts.Cast<int>());
            JsonElement[] expected = [.. golden.GetProperty("suspects").EnumerateArray()];
            Assert.True(expected.Length > 20);
            Assert.Equal(expected.Select(one => (one.GetProperty("image").GetInt32(), one.GetProperty("given").GetInt32(),
                one.GetProperty("suggested").GetInt32())), suspects.Select(one => (one.Image, one.Given, one.Suggested)));
            foreach ((JsonElement one, SuspectLabel suspect) in expected.Zip(suspects))
            {
                Assert.Equal(one.GetProperty("normalizedMargin").GetDouble(),
                    suspect.Score(LabelScore.NormalizedMargin), 9);
                Assert.Equal(one.GetProperty("selfConfidence").GetDouble(), suspect.Score(LabelScore.SelfConfidence), 9);
            }
        }
    }

    [Fact]
    public void AnImageWhoseGivenClassIsTheMostProbableIsCountedButNoSuspect()
    {
        using var joint = new ConfidentJoint(2);
        joint.Add([0.9f, 0.1f], 0);
        joint.Add([0.55f, 0.45f], 0);
        joint.Add([0.6f, 0.4f], 1);
        // Thresholds 0.725 and 0.4: the second image is confidently of class 1, though class 0 is more probable.
        (int[,] counts, IReadOnlyList<SuspectLabel> suspects) = joint.Find();
        Assert.Equal([1, 1, 0, 1], counts.Cast<int>());
        Assert.Empty(suspects);
    }

    // As in tests/peers/label_error_goldens.py.
    private static float[] Probabilities(int image, int classes)
    {
        float[] weights = [.. Enumerable.Range(0, classes).Select(c => (float)(Value(image * classes + c, 1) % 9 + 1))];
        weights[True(image)] += Value(image, 3) % 24;
        float sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static int True(int image) => (int)(Value(image, 2) % 4);

    private static int Label(int image) => image == 17 ? 4
        : Value(image, 4) % 5 != 0 ? True(image)
        : (True(image) + 1) % 4;

    private static uint Value(int index, uint stream)
    {
        uint h = (uint)index * 2654435761 + stream * 2246822519;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        return h ^ h >> 13;
    }
}
