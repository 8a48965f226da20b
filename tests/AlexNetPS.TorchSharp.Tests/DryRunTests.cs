using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>A run on two GPUs, from the images to a prediction, on fake ones.</summary>
public sealed class DryRunTests : IDisposable
{
    private const int Epochs = 3;

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-gpus").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("cuda:0")]
    [InlineData("cuda:0,cuda:1")]
    [InlineData("cuda:0+cuda:1")]
    public void ARunTrainsStopsResumesAndPredicts(string devices)
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        FakeGpu[] gpus = [new(), new()];
        TorchEngine engine = FakeGpu.Engine(gpus);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TrainingRun cpu = Trainer.Train(dataset, Options("host", "cpu"), _ => Both.Cpu, null, cancellation);
        TrainingRun whole = Trainer.Train(dataset, Options("whole", devices), _ => engine, null, cancellation);
        Assert.Equal(RunStatus.Completed, whole.Status);
        Assert.Equal(Epochs, whole.Epochs.Count);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Assert.Equal(cpu.Epochs[epoch].TrainLoss, whole.Epochs[epoch].TrainLoss, 1e-3);
            Assert.Equal(cpu.Epochs[epoch].ValidationLoss!.Value, whole.Epochs[epoch].ValidationLoss!.Value, 1e-3);
        }

        // Stopped in the second epoch, and resumed from its checkpoint.
        using var stop = new CancellationTokenSource();
        TrainingRun stopped = Trainer.Train(dataset, Options("stopped", devices), _ => engine, new Stopper(stop),
            stop.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        TrainingRun resumed = Trainer.Train(dataset, Options("stopped", devices) with { Resume = true }, _ => engine,
            null, cancellation);
        Assert.Equal(whole.Epochs.Select(epoch => epoch.TrainLoss), resumed.Epochs.Select(epoch => epoch.TrainLoss));
        Assert.Equal(whole.Epochs.Select(epoch => epoch.ValidationLoss),
            resumed.Epochs.Select(epoch => epoch.ValidationLoss));

        // Checkpoints of either engine continue on the other.
        TrainingRun moved = Trainer.Train(dataset,
            Options("stopped", "cpu") with { Recipe = Recipe() with { Epochs = Epochs + 1 }, Resume = true },
            _ => Both.Cpu, null, cancellation);
        Assert.Equal(Epochs + 1, moved.Epochs.Count);
        TrainingRun back = Trainer.Train(dataset,
            Options("stopped", devices) with { Recipe = Recipe() with { Epochs = Epochs + 2 }, Resume = true },
            _ => engine, null, cancellation);
        Assert.Equal(Epochs + 2, back.Epochs.Count);

        AlexNetModel model = whole.Model!;
        using INetwork network = model.CreateNetwork(engine, new() { Device = devices, MaximumBatchSize = 8 });
        var measured = new Metrics(3);
        Evaluator.Measure(measured, network, model.Recipe.CreateEvaluationTransforms(model.Definition),
            dataset.Validation, [0, 1, 2], Range.All, 1, null, cancellation);
        Assert.Equal(whole.Epochs.Min(epoch => epoch.ValidationLoss!.Value), measured.Loss, 1e-6);
        Assert.Equal(devices.Contains(',', StringComparison.Ordinal) ? 2 : 1, gpus.Count(gpu => gpu.Uploaded > 0));
    }

    private static Recipe Recipe() => TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9 }""",
        epochs: Epochs, trainTransforms: """
            { "type": "RandomCrop", "size": 16 },
            { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] },
            { "type": "RandomErasing" }
            """) with
    { BatchTransforms = [new Mixup { Alpha = 0.2 }, new CutMix { Probability = 0.5 }] };

    private TrainingOptions Options(string name, string device) => new()
    {
        Recipe = Recipe(),
        Seed = 3,
        RunPath = Path.Combine(_root, name),
        Device = device,
        Threads = 1,
    };

    private sealed class Stopper(CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStep(TrainingProgress progress)
        {
            if (progress.Epoch == 2)
                stop.Cancel();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
