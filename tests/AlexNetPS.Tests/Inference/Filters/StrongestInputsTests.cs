using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Filters;
using AlexNetPS.Models;

namespace AlexNetPS.Tests.Inference.Filters;

public sealed class StrongestInputsTests
{
    private const int Rows = 4, Filters = 6;

    private static readonly ImageNetDataset _dataset = PaintedImages.Dataset(TowerModel.Classes, 40);

    [Fact]
    public void EachFilterHasItsLargestValuesAndWhereTheyAre()
    {
        AlexNetModel model = TowerModel.Of(groups: 2);
        using var extractor = new FeatureExtractor(model, "conv2");
        float[][] values = [.. extractor.Extract(_dataset.Validation).Select(embedding => embedding.Values.ToArray())];
        var reports = new List<int>();
        IReadOnlyList<IReadOnlyList<StrongestInput>> found = StrongestInputs.Find(model, "CONV2", _dataset.Validation,
            new() { Count = 3 }, new Reports(reports));
        Assert.Equal(Filters, found.Count);
        Assert.Equal([32, 40], reports);
        for (int filter = 0; filter < Filters; filter++)
        {
            float[] Plane(int image) => values[image][(filter * Rows * Rows)..((filter + 1) * Rows * Rows)];
            int[] best = [.. Enumerable.Range(0, 40).Where(image => Plane(image).Max() > 0)
                .OrderByDescending(image => Plane(image).Max()).Take(3)];
            Assert.Equal(best.Select(image => $"/images/{image}.png"), found[filter].Select(input => input.Path));
            foreach ((int image, StrongestInput input) in best.Zip(found[filter]))
            {
                Assert.Equal(Plane(image).Max(), input.Value);
                Assert.Equal(input.Value, Plane(image)[input.Row * Rows + input.Column]);
                Assert.Equal(TowerModel.Classes[image % 2], input.Label);
                Assert.Equal((8, 8), (input.Patch.Width, input.Patch.Height));
                Assert.Equal(Patch(input, mirrored: false), input.Patch.Pixels);
            }
        }

        Assert.Contains(found, list => list.Count == 3);
    }

    [Fact]
    public void AllCropsAreLookedAt()
    {
        AlexNetModel both = TowerModel.Of(groups: 1, """{ "type": "MultiCrop", "size": 8, "mirror": true }""");
        StrongestInput[] found = [.. StrongestInputs.Find(both, "conv2", _dataset.Validation, new() { Count = 5 })
            .SelectMany(inputs => inputs)];
        bool[] mirrored = [.. found.Select(input => !input.Patch.Pixels.SequenceEqual(Patch(input, mirrored: false)))];
        Assert.All(found.Zip(mirrored), pair => Assert.Equal(Patch(pair.First, pair.Second), pair.First.Patch.Pixels));
        Assert.Contains(true, mirrored);
        Assert.Contains(false, mirrored);
        Assert.True(found.Max(input => input.Value) >= StrongestInputs
            .Find(TowerModel.Of(groups: 1), "conv2", _dataset.Validation).SelectMany(inputs => inputs).Max(one => one.Value));
    }

    [Fact]
    public void TheSearchStops()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => StrongestInputs.Find(TowerModel.Of(2), "conv2",
            _dataset.Validation, progress: new Stops(stop), cancellation: stop.Token));
    }

    // The field of a value of conv2 is 8 pixels wide and begins 3 before those of its window: padding of conv1 and, twice
    // as wide, of conv2. The crop begins at column 2 and row 1 of the image.
    private static byte[] Patch(StrongestInput input, bool mirrored)
    {
        byte[] pixels = PaintedImages.Paint(int.Parse(Path.GetFileNameWithoutExtension(input.Path), CultureInfo.InvariantCulture));
        byte[] patch = new byte[8 * 8 * 3];
        for (int i = 0; i < patch.Length; i++)
        {
            int x = input.Column * 2 - 3 + i / 3 % 8, y = input.Row * 2 - 3 + i / 24;
            patch[i] = x is >= 0 and < 8 && y is >= 0 and < 8
                ? pixels[((y + 1) * 12 + (mirrored ? 7 - x : x) + 2) * 3 + i % 3]
                : (byte)128;
        }

        return patch;
    }

    private sealed class Reports(List<int> all) : IProgress<int>
    {
        public void Report(int value) => all.Add(value);
    }

    private sealed class Stops(CancellationTokenSource stop) : IProgress<int>
    {
        public void Report(int value) => stop.Cancel();
    }
}
