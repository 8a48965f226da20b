using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training;

public sealed class TrainingPreviewTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-preview").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void APreviewHasTheStepsAndTheDiskThatTheRunTakes()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        TrainingOptions options = Options(TinyRecipe.Create(epochs: 3) with
        {
            Checkpoints = new() { Every = 1, Unit = ScheduleUnit.Epochs },
        });
        TrainingPreview preview = TrainingPreview.Of(dataset, options);
        Assert.Equal((3, 6, 18L), (preview.Epochs, preview.StepsPerEpoch, preview.Steps));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));

        TrainingRun run = Trainer.Train(dataset, options with { TensorBoard = AlexNetPS.Training.Curves.TensorBoardDetail.None });
        Assert.Equal(preview.Recipe.ToJson(), run.Recipe.ToJson());
        Assert.Equal(preview.Name, run.Name);
        // A file has a header beside the tensors. While the run trains there are two checkpoints more: the last one, which a
        // completed run does not keep, and another while it is replaced.
        FileInfo[] files = [.. new DirectoryInfo(run.Path).EnumerateFiles("*.safetensors")];
        long state = files.Single(file => file.Name == "epoch-0001.safetensors").Length;
        Assert.InRange(files.Sum(file => file.Length) + 2 * state, preview.DiskBytes,
            2 * preview.DiskBytes + (1 << 17));
    }

    [Fact]
    public void APreviewOfAResumedRunHasTheStepsThatAreLeft()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        TrainingRun run = Trainer.Train(dataset, Options(TinyRecipe.Create(epochs: 2)));
        byte[] before = File.ReadAllBytes(Path.Combine(run.Path, "run.json"));
        TrainingOptions more = Options(TinyRecipe.Create(epochs: 5)) with { Resume = true };
        TrainingPreview preview = TrainingPreview.Of(dataset, more);
        Assert.Equal((3, 6L), (preview.Epochs, preview.Steps));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run.Path, "run.json")));
        Assert.Contains("seed", Assert.Throws<TrainingException>(
            () => TrainingPreview.Of(dataset, more with { Seed = 9 })).Message);
        Assert.Contains("not empty", Assert.Throws<TrainingException>(
            () => TrainingPreview.Of(dataset, more with { Resume = false })).Message);
    }

    [Fact]
    public void TheMemoryOfANetworkIsThatWhichItAllocates()
    {
        NetworkDefinition definition = TinyRecipe.Create().BuildNetwork(3);
        var engine = new CpuEngine();
        long Bytes(int batch) => engine.MemoryBytes(definition,
            new() { MaximumBatchSize = batch, Optimizer = TinyRecipe.Create().Optimizer, Threads = 1 })!.Value;
        // Activations of conv1 and pool1 are kept for each image: 8 x 16 x 16 and 8 x 7 x 7 floats in blocks of 16.
        Assert.InRange(Bytes(33) - Bytes(17), 16L * 8 * (16 * 16 + 7 * 7) * sizeof(float), 16L << 20);
        Assert.True(Bytes(1) > definition.Parameters * sizeof(float) * 3);
    }

    private TrainingOptions Options(Recipe recipe) =>
        new() { Recipe = recipe, RunPath = Path.Combine(_root, "run"), Seed = 1 };
}
