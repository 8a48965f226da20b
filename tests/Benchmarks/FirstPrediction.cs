using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// From the start of a process to its first prediction, with a model file of the Paper net for 1,000 classes.
/// </summary>
internal static class FirstPrediction
{
    private const int Starts = 5, Edge = 256;

    public static TableRow Row(string what)
    {
        string folder = Directory.CreateTempSubdirectory("alexnetps-").FullName, model =
            Path.Combine(folder, "paper.safetensors"), image = Path.Combine(folder, "image.png");
        try
        {
            Write(model, image);
            // The first start finds the program cold, which users meet once.
            (string[] lines, double seconds) = Enumerable.Range(0, Starts)
                .Select(_ => OwnProcess.Lines("predict-once", model, image)).MinBy(start => start.Seconds);
            return new(what, TableRow.Text($"{seconds:F2} s"),
                $"{new FileInfo(model).Length / 1_000_000} MB; {lines[1]}", "", "0.4 s (0.25 s)");
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
        RandomModel.Of(NetworkArchitecture.Get("Paper").WithClasses(1000)).Save(model);
        byte[] pixels = new byte[Edge * Edge * 3];
        new Random(3).NextBytes(pixels);
        ImageEncoder.WritePng(image, new RgbImage(Edge, Edge, pixels).View);
    }
}
