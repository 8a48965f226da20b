using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Reports;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Benchmarks;

/// <summary>A page about a run of 90 epochs and its evaluation on drawn images: seconds to write it, and its size.</summary>
internal sealed class ReportPage : IPixelSource
{
    private const int Side = 256, Epochs = 90;

    private readonly byte[] _pixels = new byte[3 * Side * Side];

    private ReportPage() => new Random(1).NextBytes(_pixels);

    public static void Write(int classes, int images, string path)
    {
        Report report = Draw(classes, images);
        var clock = Stopwatch.StartNew();
        report.Write(path, ReportFormat.Html);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"page of {classes:N0} classes and {images:N0} "
            + $"predictions: {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(path).Length / 1e6:F1} MB, {path}"));
    }

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        // Noise is what a JPEG is largest of.
        buffer = [.. _pixels.Select(value => (byte)(value / 2 + sample.Index * 37 % 128))];
        return new(buffer, Side, Side, 3);
    }

    private static Report Draw(int classes, int images)
    {
        string[] names = [.. Enumerable.Range(0, classes).Select(i => $"n{i * 7919 % 100_000_000:D8} a class of drawn images")];
        ImageSample[] samples = [.. Enumerable.Range(0, images + classes)
            .Select(i => new ImageSample(i, $"/drawn/ILSVRC2012_val_{i:D8}.JPEG", i % classes, names[i % classes]))];
        var info = new DatasetInfo { Name = "drawn", SourcePath = "/drawn", Layout = "drawn" };
        var dataset = new ImageNetDataset(info, names, samples[images..], samples[..images], [], new ReportPage());
        var random = new Random(2);
        var metrics = new Metrics(classes) { Outcomes = [] };
        float[] logits = new float[classes];
        foreach (ImageSample sample in dataset.Validation.Samples)
        {
            for (int i = 0; i < classes; i++)
                logits[i] = 2 * random.NextSingle();
            logits[random.Next(classes)] = 7;
            logits[sample.LabelIndex] += 6;
            metrics.AddLogits(logits, sample.LabelIndex);
        }

        AlexNetModel model = Model(names);
        var evaluation = new Evaluation([model], dataset.Validation, metrics, TimeSpan.FromSeconds(100), new());
        return new([], [evaluation], [Run(model.Recipe, names)], "Drawn images",
            new(dataset, [new(FindingSeverity.Warning, FindingKind.FewImages, "All classes are small.", [], "Draw more.")]));
    }

    private static AlexNetModel Model(string[] classes)
    {
        var definition = new NetworkDefinition("Drawn", new(3, 8, 8),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 4, Kernel = 3, Padding = new(1, 1) },
            new LinearDefinition { Name = "fc2", Outputs = classes.Length },
        ]);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1 });
        return AlexNetModel.FromNetwork(network, new()
        {
            Name = "Drawn",
            Definition = network.Definition,
            Classes = classes,
            Recipe = Recipe.Get("OneTower") with { Name = "OneTower", Epochs = Epochs },
        });
    }

    private static TrainingRun Run(Recipe recipe, string[] classes) => new(new RunFolder("drawn"), new RunManifest
    {
        Name = "Drawn",
        Status = RunStatus.Completed,
        Recipe = recipe,
        Seed = 1,
        Dataset = new()
        {
            Name = "drawn",
            SourcePath = "/drawn",
            Classes = classes,
            Train = classes.Length,
            Validation = 1,
            Fingerprint = "",
        },
        Environment = RunEnvironment.Of(new EngineDevice("cpu", "cpu", "a processor")),
        Started = DateTimeOffset.UnixEpoch,
        Epochs =
        [
            .. Enumerable.Range(1, Epochs).Select(epoch => new EpochResult
            {
                Epoch = epoch, TrainLoss = 7.0 / epoch + 1, TrainTop1 = 0.6 - 0.6 / epoch, ValidationLoss = 6.0 / epoch + 1.3,
                ValidationTop1 = 0.55 - 0.5 / epoch, LearningRate = epoch < 60 ? 0.01 : 0.001, Seconds = 600,
                ImagesPerSecond = 900, IsBest = true,
            }),
        ],
    });
}
