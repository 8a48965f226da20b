using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Training inputs from a prepared store on one thread, beside torchvision's from the files.</summary>
internal sealed class LoaderRate(string folder, WorkFolder work, bool peer)
{
    private const int Size = 224, BatchSize = 64;
    private const double Seconds = 2;

    public IEnumerable<TableRow> Rows()
    {
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder, new ImportOptions { CachePath = work.Path("loaded") });
        var normalize = new Normalize();
        double crops =
            Rate(dataset, [new RandomCrop { Size = Size }, new HorizontalFlip(), new PcaColorNoise(), normalize]);
        yield return new("loader: crop, flip, color noise", TableRow.Text($"{crops:F0} img/s"),
            "1 thread, from the store", "", "3,000 img/s");
        double resized = Rate(dataset, [new RandomResizedCrop { Size = Size }, new HorizontalFlip(), normalize]);
        double theirs = peer ? PeerProcess.Images("load", folder) : 0;
        yield return new(
            "loader: random resized crop, flip",
            TableRow.Text($"{resized:F0} img/s"),
            peer ? TableRow.Text($"torchvision, 1 process {theirs:F0} img/s") : "-",
            peer ? TableRow.Text($"{resized / theirs:F2} x") : "-",
            "4 x");
    }

    private static double Rate(ImageNetDataset dataset, TransformDefinition[] transforms)
    {
        var pipeline = new TransformPipeline([.. transforms.Select(transform => transform.Resolve(dataset.Statistics))],
            new TensorShape(3, Size, Size));
        using var loader = new BatchLoader(dataset.Train, pipeline, BatchSize);
        double best = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int epoch = 0; epoch < 2 || Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds; epoch++)
        {
            long start = Stopwatch.GetTimestamp();
            loader.Start(dataset.Train.Samples, epoch: epoch);
            while (loader.Next() is not null)
            {
            }

            best = Math.Max(best, dataset.Train.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
