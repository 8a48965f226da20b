using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Structure;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Tests.Training.Curves;

public sealed class CurveTests : IDisposable
{
    private const string Speed = "speed/images_per_second";

    private static readonly string[] _parameters =
        ["conv1.bias", "conv1.weight", "fc2.bias", "fc2.weight", "fc3.bias", "fc3.weight"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARunShowsItsEpochsAndItsWeights()
    {
        DateTime started = DateTime.UtcNow;
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 3));
        List<ReadEvent> events = EventReader.Events(run.Path);
        Assert.Equal(("brain.Event:2", false, 0L), (events[0].Version, events[0].Starts, events[0].Step));
        Assert.Equal((null, true, 0L), (events[1].Version, events[1].Starts, events[1].Step));
        Assert.Matches($@"^events\.out\.tfevents\.\d{{10}}\..+\.{Environment.ProcessId}$", events[0].File);
        Assert.All(events,
            read => Assert.InRange(DateTime.UnixEpoch.AddSeconds(read.WallTime), started.AddSeconds(-1),
                DateTime.UtcNow.AddSeconds(1)));

        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(run.Path);
        Assert.Equal(
        [
            "accuracy/train_top1", "accuracy/validation_top1", "batch/loss", "batch/top1",
            .. _parameters.Select(name => $"gradient/{name}"), "loss/train", "loss/validation",
            .. _parameters.Select(name => $"mean_gradient/{name}"),
            .. _parameters.Select(name => $"mean_weight/{name}"),
            Speed, "steps/learning_rate", "steps/loss", "steps/top1", .. _parameters.Select(name => $"weight/{name}"),
        ], shown.Keys);

        // Six steps an epoch: one point.
        void Same(string tag, Func<EpochResult, double?> value) =>
            Assert.Equal(run.Epochs.Select(epoch => (6L * epoch.Epoch, (float?)value(epoch))),
                shown[tag].Select(point => (point.Step, point.Value.Number)));
        Same("loss/train", epoch => epoch.TrainLoss);
        Same("loss/validation", epoch => epoch.ValidationLoss);
        Same("accuracy/train_top1", epoch => epoch.TrainTop1);
        Same("accuracy/validation_top1", epoch => epoch.ValidationTop1);
        Same("steps/loss", epoch => epoch.TrainLoss);
        Same("steps/top1", epoch => epoch.TrainTop1);
        Same("steps/learning_rate", epoch => epoch.LearningRate);
        Same(Speed, epoch => epoch.ImagesPerSecond);

        using var last = SafetensorsFile.Open(Path.Combine(run.Path, "last.safetensors"));
        foreach (string name in _parameters)
        {
            Assert.Equal([0, 6, 12, 18], shown[$"weight/{name}"].Select(point => point.Step));
            Assert.Equal([6, 12, 18], shown[$"gradient/{name}"].Select(point => point.Step));
            Assert.All(shown[$"weight/{name}"].Concat(shown[$"gradient/{name}"]),
                point => AssertWhole(point.Value.Histogram!));
            float[] values = new float[last.Tensor(name).Count];
            last.Read(name, values);
            ReadHistogram histogram = shown[$"weight/{name}"][^1].Value.Histogram!;
            Assert.Equal((values.Length, values.Min(), values.Max()),
                (histogram.Count, histogram.Minimum, histogram.Maximum));
            Assert.Equal(values.Sum(value => (double)value), histogram.Sum, 1e-9);
            Assert.Equal(values.Sum(value => (double)value * value), histogram.SumOfSquares, 1e-9);
            Assert.Equal((float)(histogram.Sum / histogram.Count), shown[$"mean_weight/{name}"][^1].Value.Number);
        }
    }

    [Fact]
    public void LongEpochsAreDividedEvenly()
    {
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 2, batchSize: 1));
        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(run.Path);
        Assert.Equal([48, 96, 144, 192], shown["steps/loss"].Select(point => point.Step));
        Assert.Equal([96, 192], shown["loss/train"].Select(point => point.Step));
        float[] means = [.. shown["steps/loss"].Select(point => point.Value.Number!.Value)];
        Assert.Equal(run.Epochs[0].TrainLoss, (means[0] + means[1]) / 2, 1e-6);
        Assert.Equal(run.Epochs[1].TrainLoss, (means[2] + means[3]) / 2, 1e-6);
    }

    [Theory]
    [InlineData(60, 0, 0)]
    [InlineData(96, 0, 0)]
    [InlineData(97, 0, 0)]
    [InlineData(60, 10, 20)]
    [InlineData(97, 7, 5)]
    public void AStoppedRunGoesOnAsOneCurve(int steps, int every, int weightsEvery)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2, batchSize: 1) with
        {
            Curves = new() { Every = every, WeightsEvery = weightsEvery },
        };
        TrainingRun whole = Train("whole", recipe);
        using var cancellation = new CancellationTokenSource();
        Train("parts", recipe, new Steps(steps, cancellation.Cancel), cancellation: cancellation.Token);
        TrainingRun resumed = Train("parts", recipe, resume: true);
        Assert.Equal(2, EventReader.Files(resumed.Path).Length);
        AssertSameCurves(whole.Path, resumed.Path);

        // A run that is complete is not begun again.
        Train("parts", recipe, resume: true);
        Assert.Equal(2, EventReader.Files(resumed.Path).Length);
    }

    [Theory]
    [InlineData(150, 0)]
    [InlineData(150, 7)]
    [InlineData(60, 0)]
    public void StepsThatAKilledRunRepeatsShowOnce(int steps, int lostBytes)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2, batchSize: 1);
        TrainingRun whole = Train("whole", recipe);

        // The checkpoint is that of the first epoch, or none; points of later steps are in the file.
        string path = _folder.At("parts");
        Assert.Throws<InvalidOperationException>(
            () => Train("parts", recipe, new Steps(steps, () => throw new InvalidOperationException())));
        string first = EventReader.Files(path).Single();
        File.WriteAllBytes(first, File.ReadAllBytes(first)[..^lostBytes]);

        TrainingRun resumed = Train("parts", recipe, resume: true);
        long from = steps > 96 ? 97 : 0;
        Assert.Equal(from, EventReader.Events(path).Last(read => read.Starts).Step);
        if (lostBytes == 0)
        {
            Assert.Equal(2,
                EventReader.Events(path).Count(
                    read => read.Step == steps / 48 * 48 && read.Values.Any(value => value.Tag == "steps/loss")));
        }

        AssertSameCurves(whole.Path, resumed.Path);
    }

    [Fact]
    public void ANewFileIsReadAfterTheOthersWhateverTheClocksSay()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 1);
        string previous = EventReader.Files(Train("run", recipe).Path).Single(), ahead =
            Path.Combine(Path.GetDirectoryName(previous)!, "events.out.tfevents.9000000000.elsewhere.7");
        File.Move(previous, ahead);
        TrainingRun run = Train("run", recipe with { Epochs = 2 }, resume: true);
        Assert.Equal([ahead,
            Path.Combine(run.Path,
                $"events.out.tfevents.9000000001.{Environment.MachineName}.{Environment.ProcessId}")],
                EventReader.Files(run.Path));
    }

    [Fact]
    public void LessIsWrittenWhereLessIsAskedForAndTheWeightsAreTheSame()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2);
        Dictionary<TensorBoardDetail, TrainingRun> runs = Enum.GetValues<TensorBoardDetail>()
            .ToDictionary(detail => detail, detail => Train($"{detail}", recipe, detail: detail));
        Assert.Empty(EventReader.Files(runs[TensorBoardDetail.None].Path));

        SortedDictionary<string, List<(long Step,
            ReadValue Value)>> all = EventReader.Shown(runs[TensorBoardDetail.Histograms].Path), some =
                EventReader.Shown(runs[TensorBoardDetail.Scalars].Path);
        Assert.Equal(all.Where(tag => tag.Value[0].Value.Histogram is null).Select(tag => tag.Key), some.Keys);
        Assert.Equal(Weights(runs[TensorBoardDetail.None]), Weights(runs[TensorBoardDetail.Scalars]));
        Assert.Equal(Weights(runs[TensorBoardDetail.None]), Weights(runs[TensorBoardDetail.Histograms]));
    }

    // The whole set is one batch, so that plain descent shows each step's gradient in its weights.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void GradientsAreThoseOfTheStepAtThePoint(int pendingSteps)
    {
        Recipe recipe =
            TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 0.25, "weightDecay": 0, "clipNorm": 1e6 }""",
                epochs: 4, batchSize: 32) with
            { Curves = new() { Every = 1, WeightsEvery = 1 } };
        var engine = new AheadEngine(pendingSteps);
        var options = new TrainingOptions { Recipe = recipe, RunPath = _folder.At("run"), Seed = 1 };
        TrainingRun run =
            Trainer.Train(DrawnImages.Dataset(), options, _ => engine, null, TestContext.Current.CancellationToken);
        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(run.Path);
        foreach (string name in _parameters)
        {
            List<(long Step, ReadValue Value)> weights = shown[$"weight/{name}"], gradients =
                shown[$"gradient/{name}"], means = shown[$"mean_gradient/{name}"];
            Assert.Equal(Enumerable.Range(1, 12).Select(step => (long)step), gradients.Select(point => point.Step));
            Assert.Equal(13, weights.Count);
            for (int i = 0; i < gradients.Count; i++)
            {
                ReadHistogram gradient = gradients[i].Value.Histogram!;
                Assert.Equal(-0.25 * gradient.Sum,
                    weights[i + 1].Value.Histogram!.Sum - weights[i].Value.Histogram!.Sum,
                    1e-5 * Math.Sqrt(weights[i].Value.Histogram!.SumOfSquares + 1));
                Assert.Equal((float)(gradient.Sum / gradient.Count), means[i].Value.Number);
            }
        }

        // Three batches of an epoch, as large as one another.
        foreach ((string batch, Func<EpochResult, double> whole) in new (string, Func<EpochResult,
            double>)[] { ("loss", epoch => epoch.TrainLoss), ("top1", epoch => epoch.TrainTop1) })
        {
            float[] values = [.. shown[$"batch/{batch}"].Select(point => point.Value.Number!.Value)];
            Assert.Equal(shown[$"steps/{batch}"].Select(point => point.Value.Number!.Value), values,
                (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(run.Epochs.Select(whole), values.Chunk(3).Select(three => (double)three.Average()),
                (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void PointsComeAsOftenAsTheRecipeSays()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Adam", "learningRate": 0.003, "accumulation": 2 }""", epochs: 2,
            batchSize: 1) with
        { Curves = new() { Every = 10, WeightsEvery = 30 } };
        TrainingRun run = Train("run", recipe), other = Train("other", recipe with { Curves = new() });
        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(run.Path), epochs =
            EventReader.Shown(other.Path);
        Assert.Equal(Enumerable.Range(1, 9).Select(point => 10L * point),
            shown["batch/top1"].Select(point => point.Step));
        Assert.Equal([30, 60, 90], shown["mean_gradient/fc3.weight"].Select(point => point.Step));
        Assert.Equal([0, 30, 60, 90], shown["weight/fc3.weight"].Select(point => point.Step));
        Assert.Equal([48, 96], epochs["gradient/fc3.weight"].Select(point => point.Step));
        Assert.Equal(Weights(other), Weights(run));

        // Two images make an update: none, one or both of them right.
        Assert.All(shown["batch/top1"], point => Assert.Contains(point.Value.Number!.Value, new[] { 0, 0.5f, 1 }));
        recipe = recipe with { Epochs = 3, Curves = new() { WeightsEvery = 48 } };
        Assert.Equal([30, 60, 90, 144],
            EventReader.Shown(Train("run", recipe, resume: true).Path)["gradient/fc3.weight"].Select(
                point => point.Step));
    }

    // One step of the whole set from the same weights: the gradient is the same, whatever becomes of it.
    [Theory]
    [InlineData("SgdPaper", 1.0)]
    [InlineData("SgdNesterov", 1.9)]
    [InlineData("Adam", null)]
    [InlineData("AdamW", null)]
    public void TheGradientIsTheSameForEveryOptimizer(string type, double? factor)
    {
        ReadHistogram[] Histograms(string optimizer, string kind, int point)
        {
            Recipe recipe =
                TinyRecipe.Create($$"""
                    { "type": "{{optimizer}}", "learningRate": 0.25, "momentum": 0.9, "biasLearningRateFactor": 2 }
                    """, epochs: 1, batchSize: 96);
            string path = _folder.At(optimizer);
            if (!Directory.Exists(path))
                Train(optimizer, recipe);
            SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(path);
            return [.. _parameters.Select(name => shown[$"{kind}/{name}"][point].Value.Histogram!)];
        }

        ReadHistogram[] expected = Histograms("Sgd", "gradient", 0), found = Histograms(type, "gradient", 0);
        for (int i = 0; i < _parameters.Length; i++)
        {
            double size = Math.Sqrt(expected[i].SumOfSquares);
            Assert.InRange(size, 1e-4, 1e4);
            Assert.Equal(expected[i].Sum, found[i].Sum, 1e-4 * size);
            Assert.Equal(size, Math.Sqrt(found[i].SumOfSquares), 1e-4 * size);
            if (factor is not double steps)
                continue;
            double moved = Histograms(type, "weight", 1)[i].Sum - Histograms(type, "weight", 0)[i].Sum;
            Assert.Equal(-0.25 * steps * (_parameters[i].EndsWith("bias", StringComparison.Ordinal) ? 2 : 1)
                * expected[i].Sum, moved, 1e-4 * size);
        }
    }

    [Fact]
    public void AFrozenLayerHasNoGradient()
    {
        Recipe recipe =
            TinyRecipe.Create(
                """{ "type": "Sgd", "learningRate": 0.01, "layers": [ { "layers": "conv1", "learningRateFactor": 0 } ] }""", epochs: 1);
        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown =
            EventReader.Shown(Train("run", recipe).Path);
        Assert.DoesNotContain("gradient/conv1.weight", shown.Keys);
        Assert.Contains("gradient/fc2.weight", shown.Keys);
        Assert.Equal(2, shown["weight/conv1.weight"].Count);
    }

    [Fact]
    public void LongRunsKeepFewerHistograms()
    {
        Assert.All(Enumerable.Range(0, 500), point => Assert.True(RunCurves.HistogramsAreDue(point)));
        Assert.Equal(250, Enumerable.Range(500, 500).Count(point => RunCurves.HistogramsAreDue(point)));
        Assert.Equal(250, Enumerable.Range(1000, 1000).Count(point => RunCurves.HistogramsAreDue(point)));
        Assert.InRange(Enumerable.Range(0, 1_000_000).Count(point => RunCurves.HistogramsAreDue(point)), 3000, 4000);
    }

    [Fact]
    public void PythonsProtobufReadsTheCurves()
    {
        string python = PeerPython.Require("google.protobuf");
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 2));
        using Process peer = Process.Start(new ProcessStartInfo(python,
            [Path.Combine(SourceTree.Root, "tests", "peers", "tensorboard_events.py"), run.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = peer.StandardOutput.ReadToEnd() + peer.StandardError.ReadToEnd();
        peer.WaitForExit();
        Assert.True(peer.ExitCode == 0, output);
        SortedDictionary<string, List<(long Step, ReadValue Value)>> shown = EventReader.Shown(run.Path);
        Assert.Contains($"{shown.Count} tags, {shown.Values.Sum(points => points.Count)} points", output,
            StringComparison.Ordinal);
        Assert.Matches(@"loss/validation +2 +6 +12 ", output);
    }

    private static void AssertWhole(ReadHistogram histogram)
    {
        Assert.Equal(histogram.Limits.Length, histogram.Counts.Length);
        Assert.Equal(histogram.Count, histogram.Counts.Sum());
        Assert.Equal(histogram.Limits.Distinct().Order(), histogram.Limits);
        int first = Array.FindIndex(histogram.Counts, count => count > 0);
        Assert.True(histogram.Counts[^1] > 0 && first == 1);
        Assert.InRange(histogram.Minimum, histogram.Limits[0], histogram.Limits[1]);
        Assert.True(histogram.Maximum < histogram.Limits[^1] && histogram.Maximum >= histogram.Limits[^2]);
    }

    private static void AssertSameCurves(string expected, string found)
    {
        SortedDictionary<string, List<(long Step, ReadValue Value)>> one = EventReader.Shown(expected), two =
            EventReader.Shown(found);
        Assert.Equal(one.Keys, two.Keys);
        foreach ((string tag, List<(long Step, ReadValue Value)> points) in one)
        {
            Assert.Equal(points.Select(point => point.Step), two[tag].Select(point => point.Step));
            if (tag == Speed)
                continue;
            foreach (((long step, ReadValue a), (_, ReadValue b)) in points.Zip(two[tag]))
                Assert.True(Values(a).SequenceEqual(Values(b)), $"{tag} of step {step}");
        }
    }

    private static double[] Values(ReadValue value) => value.Histogram is { } histogram
        ? [histogram.Minimum, histogram.Maximum, histogram.Count, histogram.Sum, histogram.SumOfSquares,
            .. histogram.Limits, .. histogram.Counts]
        : [value.Number!.Value];

    private static Dictionary<string, int[]> Weights(TrainingRun run)
    {
        using var file = SafetensorsFile.Open(Path.Combine(run.Path, "last.safetensors"));
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            float[] values = new float[tensor.Count];
            file.Read(tensor.Name, values);
            return values.Select(BitConverter.SingleToInt32Bits).ToArray();
        });
    }

    private TrainingRun Train(string name, Recipe recipe, ITrainingObserver? observer = null,
        bool resume = false, TensorBoardDetail detail = default, CancellationToken cancellation = default)
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        var options = new TrainingOptions
        {
            Recipe = recipe,
            RunPath = _folder.At(name),
            Seed = 1,
            Threads = 1,
            Resume = resume,
            TensorBoard = detail
        };
        return Trainer.Train(dataset, options, observer, cancellation);
    }

    /// <summary>Does something after so many steps.</summary>
    private sealed class Steps(int count, Action action) : ITrainingObserver
    {
        private int _seen;

        public void OnStep(TrainingProgress progress)
        {
            if (++_seen == count)
                action();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
