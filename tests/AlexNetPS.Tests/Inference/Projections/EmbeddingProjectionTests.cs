using System.Text.Json;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Projections;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Inference.Projections;

public class EmbeddingProjectionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void IsThatOfNumPy(int position)
    {
        JsonElement golden = Golden.Load<JsonElement>("projections")[position];
        FeatureSet set = Embeddings(golden.GetProperty("images").GetInt32(), golden.GetProperty("length").GetInt32(),
            golden.GetProperty("classes").GetInt32());
        var projection = EmbeddingProjection.Of(set);
        double[] variance = [.. golden.GetProperty("variance").EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(variance[0], projection.ExplainedVariance[0], 9);
        Assert.Equal(variance[1], projection.ExplainedVariance[1], 9);
        foreach ((JsonElement expected, ProjectedImage point) in
            golden.GetProperty("points").EnumerateArray().Zip(projection.Points))
        {
            Assert.Equal(expected[0].GetDouble(), point.X, 1e-6);
            Assert.Equal(expected[1].GetDouble(), point.Y, 1e-6);
        }

        Assert.Equal(set.Paths, projection.Points.Select(point => point.Path));
        Assert.Equal("class 0", projection.Points[0].Label);
    }

    [Fact]
    public void DoesNotDependOnTheNumberOfThreads()
    {
        FeatureSet set = Embeddings(300, 33, 5);
        Assert.Equal(EmbeddingProjection.Of(set, threads: 1).Points, EmbeddingProjection.Of(set, threads: 7).Points);
    }

    [Fact]
    public void OfALineHasOneDirection()
    {
        var projection = EmbeddingProjection.Of(Of([[1, 2, 2], [2, 4, 4], [4, 8, 8]]));
        Assert.Equal(1, projection.ExplainedVariance[0], 9);
        Assert.Equal(0, projection.ExplainedVariance[1], 9);
        // The middle is at 7/3, and a step of 1 is 3 long.
        Assert.Equal([-4, -1, 5], projection.Points.Select(point => Math.Round(point.X, 6)));
        Assert.All(projection.Points, point => Assert.Equal(0, point.Y, 6));
    }

    [Fact]
    public void OfEqualImagesIsOnePoint()
    {
        foreach (FeatureSet set in (FeatureSet[])[Of([[1, 2, 3]]), Of([[5, 1], [5, 1], [5, 1]]), Of([[0], [0]])])
        {
            var projection = EmbeddingProjection.Of(set);
            Assert.Equal([0, 0], projection.ExplainedVariance);
            Assert.All(projection.Points, point => Assert.Equal((0, 0), (point.X, point.Y)));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void NamesTheImageWithAValueThatIsNoNumber(float value)
    {
        FeatureFormatException e = Assert.Throws<FeatureFormatException>(() =>
            EmbeddingProjection.Of(Of([[1, 2], [3, value], [5, 6]])));
        Assert.Contains("/images/1.png", e.Message);
    }

    internal static FeatureSet Embeddings(int images, int length, int classes) => FeatureSet.Of(Enumerable.Range(0, images)
        .Select(i => new FeatureEmbedding($"/images/{i}.png", $"class {i % classes}", "fc7",
            [.. Enumerable.Range(0, length).Select(c =>
                Value(i % classes * length + c, 2) * 2 + Value(i * length + c, 1))])));

    private static FeatureSet Of(float[][] rows) => FeatureSet.Of(rows.Select((row, i) =>
        new FeatureEmbedding($"/images/{i}.png", null, "fc7", row)));

    // As in tests/peers/projection_goldens.py.
    private static float Value(int index, uint stream)
    {
        uint h = (uint)index * 2654435761 + stream * 2246822519;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        return ((int)(h % 65) - 32) / 8f;
    }
}
