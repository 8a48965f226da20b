using System.Text.Json;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Selection;
using AlexNetPS.Models;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public class SampleSelectionTests
{
    private static readonly JsonElement _golden = Golden.Load<JsonElement>("selection");

    [Fact]
    public void ScoresOfKnownProbabilitiesAreThoseByHand()
    {
        Uncertainty even = Of(0.25, 0.25, 0.25, 0.25), sure = Of(1, 0, 0, 0), close = Of(0.5, 0.4, 0.1);
        Assert.Equal((1, 1, 1), (even.LeastConfidence, even.Margin, even.Entropy));
        Assert.Equal((0, 0, 0), (sure.LeastConfidence, sure.Margin, sure.Entropy));
        Assert.Equal(0.75, close.LeastConfidence, 1e-12);   // 0.5 * 3 / 2
        Assert.Equal(0.9, close.Margin, 1e-12);             // 1 - (0.5 - 0.4)
        Assert.Equal(0.85868, close.Entropy, 1e-5);         // 0.943348 / log 3
        Assert.Equal(default, Of(1));

        static Uncertainty Of(params double[] probabilities) =>
            Uncertainty.Of(Array.ConvertAll(probabilities, Math.Log));
    }

    [Fact]
    public void ScoresAreThoseOfNumPy()
    {
        int classes = _golden.GetProperty("classes").GetInt32();
        for (int image = 0; image < _golden.GetProperty("images").GetInt32(); image++)
        {
            double[] logits = [.. Enumerable.Range(0, classes).Select(c => (double)Value(image * classes + c, 1))];
            double sum = Math.Log(logits.Sum(Math.Exp));
            Uncertainty score = Uncertainty.Of([.. logits.Select(logit => logit - sum)]);
            Assert.Equal(Expected("leastConfidence"), score.LeastConfidence, 1e-12);
            Assert.Equal(Expected("margin"), score.Margin, 1e-12);
            Assert.Equal(Expected("entropy"), score.Entropy, 1e-12);

            double Expected(string name) => _golden.GetProperty("scores").GetProperty(name)[image].GetDouble();
        }
    }

    [Fact]
    public void APredictionHasTheScoresOfAllClassesWhateverItsTop()
    {
        string[] classes = ["bee", "cat", "dog", "eel", "fox", "gnu"];
        AlexNetModel model = SmallModels.Model(classes);
        using var classifier = new Classifier(model);
        Prediction[] all = [.. classifier.Predict(PaintedImages.Dataset(classes, 5).Validation, top: 6)],
            one = [.. classifier.Predict(PaintedImages.Dataset(classes, 5).Validation, top: 1)];
        foreach ((Prediction whole, Prediction top) in all.Zip(one))
        {
            double[] p = [.. whole.Top.Select(entry => (double)entry.Probability)];
            Assert.Equal((1 - p[0]) * 6 / 5, whole.LeastConfidence, 1e-5);
            Assert.Equal(1 - (p[0] - p[1]), whole.Margin, 1e-5);
            Assert.Equal(-p.Sum(value => value * Math.Log(value)) / Math.Log(6), whole.Entropy, 1e-5);
            Assert.Equal((whole.LeastConfidence, whole.Margin, whole.Entropy),
                (top.LeastConfidence, top.Margin, top.Entropy));
        }
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean, false)]
    [InlineData(DistanceMetric.Euclidean, true)]
    [InlineData(DistanceMetric.Cosine, false)]
    [InlineData(DistanceMetric.Cosine, true)]
    public void FarthestFirstIsThatOfNumPy(DistanceMetric metric, bool known)
    {
        JsonElement expected = _golden.GetProperty("selections").GetProperty($"{metric}{(known ? " known" : "")}");
        FeatureEmbedding[] pool = Embeddings("p", _golden.GetProperty("images").GetInt32(), 2);
        // Scores descend, so that the rows of the golden are the order of the candidates.
        SelectionCandidate[] candidates = [.. pool.Select((image, i) => new SelectionCandidate(image.Path, 1 - i / 100.0))];
        foreach (int threads in (int[])[1, 3])
        {
            IReadOnlyList<SelectedImage> selected = SampleSelection.SelectDiverse(candidates.Reverse(), FeatureSet.Of(pool),
                known ? FeatureSet.Of(Embeddings("k", _golden.GetProperty("known").GetInt32(), 3)) : null,
                new() { Count = 20, Metric = metric, Threads = threads });
            Assert.Equal(expected.GetProperty("rows").EnumerateArray().Select(row => pool[row.GetInt32()].Path),
                selected.Select(image => image.Path));
            Assert.Equal(Enumerable.Range(1, 20), selected.Select(image => image.Rank));
            foreach ((JsonElement distance, SelectedImage image) in
                expected.GetProperty("distances").EnumerateArray().Zip(selected))
            {
                if (distance.ValueKind == JsonValueKind.Null)
                    Assert.Null(image.Distance);
                else
                    Assert.Equal(distance.GetDouble(), image.Distance!.Value, 1e-4);
            }
        }
    }

    [Fact]
    public void EqualScoresAreInTheOrderOfTheirPathsAndAnImageCountsOnce()
    {
        SelectionCandidate[] given =
            [new("/b", 0.5), new("/d", 0.9), new("/a", 0.5), new("/c", 0.1), new("/c", 0.7), new("/d", 0.2)];
        foreach (IEnumerable<SelectionCandidate> order in (IEnumerable<SelectionCandidate>[])[given, given.Reverse()])
        {
            Assert.Equal(["1 /d 0.9", "2 /c 0.7", "3 /a 0.5"],
                SampleSelection.Select(order, new() { Count = 3 }).Select(image => FormattableString.Invariant(
                    $"{image.Rank} {image.Path} {image.Score}")));
            Assert.Equal(4, SampleSelection.Select(order).Count);
        }

        Assert.Throws<ArgumentException>(() => SampleSelection.Select([new("/a", double.NaN)]));
    }

    [Fact]
    public void DiverseImagesAreOfTheHighestScoresAndNotKnown()
    {
        FeatureEmbedding[] line = [.. Enumerable.Range(0, 10).Select(i => new FeatureEmbedding($"/{i}", null, "fc7", [i]))];
        SelectionCandidate[] candidates = [.. line.Select((image, i) => new SelectionCandidate(image.Path, i == 4 ? 1 : 0.9 - i / 100.0))];
        var set = FeatureSet.Of(line);
        // The most uncertain, its farthest, and of the two ends' middles the more uncertain.
        Assert.Equal(["/4 ", "/9 5", "/0 4", "/2 2"], Paths(null, 0, 4));
        // Among the five of the highest scores.
        Assert.Equal(["/4 ", "/0 4", "/2 2", "/1 1"], Paths(null, 5, 4));
        // Never fewer candidates than images.
        Assert.Equal(4, Paths(null, 1, 4).Length);
        // Far from those known, which are no candidates.
        Assert.Equal(["/0 9", "/4 4"], Paths([line[9]], 0, 2));
        // Copies come last, and each once.
        var copies = FeatureSet.Of(line.Select(image => new FeatureEmbedding(image.Path, null, "fc7", [1])));
        Assert.Equal(10, SampleSelection.SelectDiverse(candidates, copies).DistinctBy(image => image.Path).Count());

        string[] Paths(FeatureEmbedding[]? known, int most, int count) =>
            [.. SampleSelection.SelectDiverse(candidates, set, known is null ? null : FeatureSet.Of(known),
                new() { Count = count, Candidates = most }).Select(image => $"{image.Path} {image.Distance}")];
    }

    [Fact]
    public void EmbeddingsThatAreMissingOrNoNumbersAreErrors()
    {
        FeatureEmbedding[] two = [new("/a", null, "fc7", [1, 2]), new("/b", null, "fc7", [float.NaN, 0])];
        Assert.Contains("'/c'", Assert.Throws<FeatureFormatException>(() => SampleSelection.SelectDiverse(
            [new("/a", 1), new("/c", 1)], FeatureSet.Of(two))).Message, StringComparison.Ordinal);
        Assert.Contains("'/b'", Assert.Throws<FeatureFormatException>(() => SampleSelection.SelectDiverse(
            [new("/a", 1), new("/b", 1)], FeatureSet.Of(two))).Message, StringComparison.Ordinal);
        Assert.Throws<FeatureFormatException>(() => SampleSelection.SelectDiverse([new("/a", 1)], FeatureSet.Of(two),
            FeatureSet.Of([new("/k", null, "fc6", [1, 2])])));
    }

    [Fact]
    public void ARandomScoreIsOfSeedAndPathAlone()
    {
        double[] scores = [.. Enumerable.Range(0, 4000).Select(i => SampleSelection.RandomScore($"/images/{i}.png", 1))];
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.InRange(scores.Average(), 0.48, 0.52);
        Assert.Equal(scores[7], SampleSelection.RandomScore("/images/7.png", 1));
        Assert.NotEqual(scores[7], SampleSelection.RandomScore("/images/7.png", 2));
    }

    private static FeatureEmbedding[] Embeddings(string prefix, int count, uint stream)
    {
        int length = _golden.GetProperty("length").GetInt32();
        return [.. Enumerable.Range(0, count).Select(row => new FeatureEmbedding($"/{prefix}/{row:D3}.png", null, "fc7",
            [.. Enumerable.Range(0, length).Select(i => Value(row * length + i, stream))]))];
    }

    // As in tests/peers/selection_goldens.py.
    private static float Value(int index, uint stream)
    {
        uint h = (uint)index * 2654435761 + stream * 2246822519;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        return ((int)(h % 65) - 32) / 8f;
    }
}
