using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// From the start of a process to its first prediction, with a model file of the Paper net for 1,000 classes.
/// </summary>
internal static class FirstPrediction
{
    private const int Starts = 5, Edge = 256;

    public static TableRow Row()
    {
        string folder = Directory.CreateTempSubdirectory("alexnetps-").FullName, model =
            Path.Combine(folder, "paper.safetensors"), image = Path.Combine(folder, "image.png");
        try
        {
            Write(model, image);
            // The first start finds the program cold, which users meet once.
            (string[] lines, double seconds) = Enumerable.Range(0, Starts)
                .Select(_ => OwnProcess.Lines("predict-once", model, image)).MinBy(start => start.Seconds);
            return new("process start to first prediction, Paper", TableRow.Text($"{seconds:F2} s"),
                $"{new FileInfo(model).Length / 1_000_000} MB; {lines[1]}", "", "1.0 s (0.4 s)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the process does: prints the prediction, then where the time went.</summary>
    public static void Predict(string path, string image)
    {
        using Process self = Process.GetCurrentProcess();
        double start = (DateTime.Now - self.StartTime).TotalMilliseconds;
        var clock = Stopwatch.StartNew();
        AlexNetModel model = AlexNetModel.Load(path);
        double load = clock.Elapsed.TotalMilliseconds;
        using var classifier = new Classifier(model, batchSize: 1);
        double network = clock.Elapsed.TotalMilliseconds;
        Console.WriteLine(classifier.Predict([image]).Single());
        double all = clock.Elapsed.TotalMilliseconds;
        self.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"runtime {start:F0}, load {load:F0}, network {network - load:F0}, predict "
            + $"{all - network:F0} ms; compiling {JitInfo.GetCompilationTime().TotalMilliseconds:F0} ms of it; peak "
            + $"{self.PeakWorkingSet64 >> 20} MB"));
    }

    private static void Write(string model, string image)
    {
        NetworkDefinition definition = NetworkArchitecture.Get("Paper").WithClasses(1000);
        using var network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1 });
        RandomWeights.Fill(network);
        // One view of an image; the Paper recipe's ten crops would be ten predictions.
        Recipe recipe = Recipe.Get("OneTower");
        TransformDefinition[] view = [.. recipe.EvaluationTransforms.Select(
            transform => transform is CenterCrop crop ? crop with { Size = definition.Input.Width } : transform)];
        AlexNetModel.FromNetwork(network, new()
        {
            Name = "Paper",
            Definition = definition,
            Classes = [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")],
            Recipe = recipe with { TrainTransforms = view, EvaluationTransforms = view },
        }).Save(model);
        byte[] pixels = new byte[Edge * Edge * 3];
        new Random(3).NextBytes(pixels);
        ImageEncoder.WritePng(image, new RgbImage(Edge, Edge, pixels).View);
    }
}
