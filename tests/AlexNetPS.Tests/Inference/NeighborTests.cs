using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Tests.Inference;

public sealed class NeighborTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-neighbors-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(1, 7, 1)]
    [InlineData(5, 63, 3)]
    [InlineData(16, 64, 4)]
    [InlineData(37, 130, 5)]
    [InlineData(256, 200, 9)]
    [InlineData(4096, 70, 2)]
    public void TheNearestAreThoseOfAPlainLoop(int length, int count, int queryCount)
    {
        FeatureEmbedding[] all = Random(count, length, 1, "r"), queries = Random(queryCount, length, 2, "q");
        foreach (DistanceMetric metric in Enum.GetValues<DistanceMetric>())
        {
            IReadOnlyList<SimilarImage> found = FeatureSet.Of(all).Nearest(queries, 6, metric);
            Assert.Equal(queryCount * 6, found.Count);
            for (int q = 0; q < queryCount; q++)
            {
                (double Distance,
                    string Path)[] expected = [.. all.Select(e => (Plain(queries[q].Vector, e.Vector, metric), e.Path))
                        .OrderBy(pair => pair.Item1).Take(6)];
                for (int i = 0; i < 6; i++)
                {
                    SimilarImage actual = found[q * 6 + i];
                    Assert.Equal((queries[q].Path, i + 1, metric), (actual.QueryPath, actual.Rank, actual.Metric));
                    Assert.Equal(expected[i].Distance, actual.Distance, 1e-4);
                    // One value alone has many cosines of exactly 0; elsewhere the images are the same.
                    if (length > 1)
                        Assert.Equal(expected[i].Path, actual.Path);
                }
            }
        }
    }

    [Fact]
    public void AFileGivesWhatTheListGives()
    {
        FeatureEmbedding[] all = Random(150, 33, 3, "r"), queries = Random(5, 33, 4, "q");
        string csv = Path.Combine(_folder, "a.csv"), npy = Path.Combine(_folder, "a.npy");
        FeatureFile.Write(csv, all);
        FeatureFile.Write(npy, all);
        IReadOnlyList<SimilarImage> expected = FeatureSet.Of(all).Nearest(queries, 4);
        using FeatureSet fromCsv = FeatureSet.Open(csv), fromNpy = FeatureSet.Open(npy);
        Assert.Equal(expected, fromCsv.Nearest(queries, 4));
        Assert.Equal(expected, fromNpy.Nearest(queries, 4));
        Assert.Equal((150, 33), (fromNpy.Count, fromNpy.Length));
        Assert.Equal("even", fromNpy.Nearest(queries, 150).First(found => found.Path == "/r/2.png").Label);
        Assert.Null(fromCsv.Nearest(queries, 150).First(found => found.Path == "/r/3.png").Label);
        Assert.Equal(all[7].Values, fromNpy.Find("/r/7.png")!.Values);
        Assert.Null(fromNpy.Find("/r/x.png"));
    }

    [Fact]
    public void AMapOfAFileIsLetGoOf()
    {
        string npy = Path.Combine(_folder, "a.npy");
        FeatureFile.Write(npy, Random(3, 4, 1, "r"));
        FeatureSet.Open(npy).Dispose();
        File.Delete(npy);
        Assert.False(File.Exists(npy));
    }

    [Fact]
    public void AnImageIsNotItsOwnNeighborButItsCopyIs()
    {
        var query = new FeatureEmbedding("/a.png", null, "fc7", [1, 2]);
        FeatureEmbedding[] all = [new("/a.png", null, "fc7", [1, 2]), new("/copy of a.png", "x", "fc7", [1, 2]),
            new("/b.png", null, "fc7", [1, 3])];
        IReadOnlyList<SimilarImage> found = FeatureSet.Of(all).Nearest([query], 5);
        Assert.Equal(["/copy of a.png", "/b.png"], found.Select(f => f.Path));
        Assert.Equal([0, 1], found.Select(f => f.Distance));
        Assert.Equal("fc7", FeatureSet.Of(all).Layer);
    }

    [Fact]
    public void OfEqualDistancesTheFirstCountsWhateverTheThreads()
    {
        FeatureEmbedding[] all =
            [.. Enumerable.Range(0, 1000).Select(i => new FeatureEmbedding($"/{i}.png", null, "", [i % 2]))];
        IReadOnlyList<SimilarImage> found = FeatureSet.Of(all).Nearest([new("/q.png", null, "", [1])], 3);
        Assert.Equal(["/1.png", "/3.png", "/5.png"], found.Select(f => f.Path));
    }

    [Fact]
    public void ValuesThatAreNoNumbersAreFartherThanAll()
    {
        FeatureEmbedding[] all = [new("/nan.png", null, "", [float.NaN, 0]), new("/far.png", null, "", [1e9f, 0])];
        IReadOnlyList<SimilarImage> found = FeatureSet.Of(all).Nearest([new("/q.png", null, "", [0, 0])]);
        Assert.Equal(["/far.png", "/nan.png"], found.Select(f => f.Path));
        Assert.Equal(double.PositiveInfinity, found[1].Distance);
    }

    [Fact]
    public void TheCosineIsOfTheDirectionAlone()
    {
        FeatureEmbedding[] all = [new("/same.png", null, "", [2, 2]), new("/right.png", null, "", [1, -1]),
            new("/back.png", null, "", [-3, -3]), new("/zero.png", null, "", [0, 0])];
        Dictionary<string,
            double> found = FeatureSet.Of(all).Nearest([new("/q.png", null, "", [1, 1])], 4, DistanceMetric.Cosine)
                .ToDictionary(f => f.Path, f => f.Distance);
        Assert.Equal(0, found["/same.png"], 6);
        Assert.Equal(1, found["/right.png"], 6);
        Assert.Equal(2, found["/back.png"], 6);
        Assert.Equal(1, found["/zero.png"]);
    }

    [Fact]
    public void AQueryOfAnotherLengthIsRefused()
    {
        string message = Assert.Throws<FeatureFormatException>(
            () => FeatureSet.Of(Random(3, 4, 1, "r")).Nearest(Random(1, 5, 1, "q"))).Message;
        Assert.Contains("5 values", message);
        Assert.Contains("have 4", message);
    }

    [Fact]
    public void CancellationEndsTheSearch()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => FeatureSet.Of(Random(3, 4, 1, "r")).Nearest(Random(1, 4, 1, "q"), cancellation: source.Token));
    }

    [Fact]
    public void TheProgressEndsAtOne()
    {
        var told = new List<double>();
        FeatureSet.Of(Random(200, 4, 1, "r")).Nearest(Random(1, 4, 1, "q"), progress: new Told(told));
        Assert.Equal(1, told.Max());
        Assert.True(told.Min() > 0);
    }

    [Theory]
    [InlineData("a.txt", "x", ".csv or .npy")]
    [InlineData("a.csv", "path,label,f0\r\n", "no embedding")]
    [InlineData("a.csv", "name,f0\r\na,1\r\n", "columns")]
    [InlineData("a.csv", "path,label,f0\r\na,,1\r\nb,,one\r\n", "'one'")]
    [InlineData("a.csv", "path,label,f0\r\na,,1,2\r\n", "a.csv")]
    [InlineData("a.npy", "not NumPy at all", "NumPy")]
    [InlineData("a.npy", "", "a.npy")]
    public void WhatIsNoEmbeddingIsOneErrorThatNamesTheFile(string name, string text, string said)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        string message = Assert.Throws<FeatureFormatException>(() => FeatureSet.Open(path)).Message;
        Assert.Contains(said, message);
        Assert.Contains(name, message);
    }

    [Fact]
    public void AnNpyFileThatWasCutOffIsRefused()
    {
        string path = Path.Combine(_folder, "a.npy");
        FeatureFile.Write(path, Random(10, 4, 1, "r"));
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(file.Length - 1);
        Assert.Contains("cut off", Assert.Throws<FeatureFormatException>(() => FeatureSet.Open(path)).Message);
    }

    [Fact]
    public void AnIndexThatIsMissingOrOfAnotherExportIsRefused()
    {
        string path = Path.Combine(_folder, "a.npy"), other = Path.Combine(_folder, "b.npy");
        FeatureFile.Write(path, Random(10, 4, 1, "r"));
        FeatureFile.Write(other, Random(9, 4, 1, "r"));
        File.Move(Path.Combine(_folder, "b.index.csv"), Path.Combine(_folder, "a.index.csv"), overwrite: true);
        Assert.Contains("not of one export",
            Assert.Throws<FeatureFormatException>(() => FeatureSet.Open(path)).Message);
        Assert.Contains("b.index.csv", Assert.Throws<FeatureFormatException>(() => FeatureSet.Open(other)).Message);
    }

    private static FeatureEmbedding[] Random(int count, int length, int seed, string folder)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count)
            .Select(i => new FeatureEmbedding($"/{folder}/{i}.png", i % 2 == 0 ? "even" : null, "fc7",
            [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 2 - 1))]))];
    }

    private static double Plain(float[] a, float[] b, DistanceMetric metric)
    {
        double squares = 0, product = 0, normA = 0, normB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            squares += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            product += (double)a[i] * b[i];
            normA += (double)a[i] * a[i];
            normB += (double)b[i] * b[i];
        }

        return metric == DistanceMetric.Euclidean ? Math.Sqrt(squares) : 1 - product / Math.Sqrt(normA * normB);
    }

    private sealed class Told(List<double> values) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (values)
                values.Add(value);
        }
    }
}
