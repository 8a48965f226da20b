using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Tests.Training.Sweeps.Jobs;

public sealed class JobArrayTests : IDisposable
{
    private const string Transforms =
        """{ "type": "CenterCrop", "size": 16 }, { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }""";

    private static readonly SlurmScript _script = new() { PowerShell = "/opt/pwsh", Module = "/opt/AlexNetPS.psd1" };

    private readonly TemporaryFolder _folder = new();
    private readonly ImageNetDataset _dataset;

    public JobArrayTests()
    {
        _folder.WriteClass("a", 12, 30, 30);
        _folder.WriteClass("b", 12, 30, 30, 50);
        _dataset = ImageNetImporter.Import(_folder.Photos, new ImportOptions { CachePath = _folder.Cache, ImageSize = 18 });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachElementTrainsARowAndTogetherTheyAreTheSweep()
    {
        SweepResult written = Write("sweep");
        Assert.False(written.IsComplete);
        Assert.Contains($"4 runs not finished; to train: sbatch '{written.JobScript}'", SweepReport.Of(written));
        Assert.Equal(["Folder,Setting,Seed,optimizer.learningRate", "01-seed1,1,1,0.003", "01-seed2,1,2,0.003",
            "02-seed1,2,1,0.01", "02-seed2,2,2,0.01"], File.ReadAllLines(At("sweep", "parameters.csv")));

        SweepPlan plan = Read("sweep");
        string[] trained = [.. Enumerable.Range(0, 5).Select(_ => JobArray.TrainNext(_dataset, plan)?.Folder ?? "none")];
        Assert.Equal(["01-seed1", "01-seed2", "02-seed1", "02-seed2", "none"], trained);
        SweepResult result = Write("sweep");
        Assert.True(result.IsComplete);
        SweepResult whole = Sweep.Run(_dataset, Plan("whole"));
        Assert.Equal(whole.Rows.Select(row => (row.Folder, row.Status, row.TrainLoss, row.ValidationTop1)),
            result.Rows.Select(row => (row.Folder, row.Status, row.TrainLoss, row.ValidationTop1)));
        Assert.Equal(whole.Groups.Select(group => (group.Settings, group.Top1)),
            result.Groups.Select(group => (group.Settings, group.Top1)));
        // What was trained as an array goes on as any other sweep.
        Assert.True(Sweep.Run(_dataset, Plan("sweep")).IsComplete);
    }

    [Fact]
    public void AStoppedElementGivesItsRowBackAndAnotherContinues()
    {
        Write("sweep");
        using var stop = new CancellationTokenSource();
        SweepRun? stopped = JobArray.TrainNext(_dataset, Read("sweep"), new Stopper(stop), stop.Token);
        Assert.Equal((SweepRunStatus.Stopped, 1), (stopped!.Status, stopped.EpochsDone));
        SweepRun? next = JobArray.TrainNext(_dataset, Read("sweep"));
        Assert.Equal((stopped.Folder, SweepRunStatus.Completed), (next!.Folder, next.Status));
    }

    [Fact]
    public void ADeletedRunIsTrainedAgain()
    {
        Write("sweep");
        while (JobArray.TrainNext(_dataset, Read("sweep")) is not null)
        {
        }

        Directory.Delete(At("sweep", "02-seed1"), true);
        Assert.Equal(1, Write("sweep").Rows.Count(row => row.Status == SweepRunStatus.Stopped));
        Assert.Equal("02-seed1", JobArray.TrainNext(_dataset, Read("sweep"))?.Folder);
    }

    [Fact]
    public void AnotherDatasetIsRejectedAndTheRowWaits()
    {
        Write("sweep");
        _folder.WriteClass("b", 13, 30, 30, 50);
        ImageNetDataset other =
            ImageNetImporter.Import(_folder.Photos, new ImportOptions { CachePath = _folder.Cache, ImageSize = 18 });
        Assert.Contains("dataset.", Assert.Throws<TrainingException>(() => JobArray.TrainNext(other, Read("sweep"))).Message);
        Assert.Equal(4, Directory.GetFiles(At("sweep", "rows", "waiting")).Length);
    }

    [Fact]
    public void WhatCannotBeAnArrayIsRejected()
    {
        Assert.Contains("-HostName", Assert.Throws<TrainingException>(() => JobArray.Write(_dataset,
            SweepPlan.Of(Plan("sweep").Options with { Halving = new(2, 1) }), _script)).Message);
        Assert.Contains("has no store", Assert.Throws<TrainingException>(() =>
            JobArray.Write(DrawnImages.Dataset(), Plan("sweep"), _script)).Message);
        Assert.False(Directory.Exists(At("sweep")));
        Sweep.Run(_dataset, Plan("plain"));
        Assert.Contains("no rows to claim", Assert.Throws<TrainingException>(() =>
            JobArray.TrainNext(_dataset, Read("plain"))).Message);
    }

    [Fact]
    public void AScriptThatWasEditedIsKept()
    {
        Write("sweep");
        List<string> warnings = [];
        JobArray.Write(_dataset, Plan("sweep"), _script, warnings.Add);
        Assert.Empty(warnings);
        File.AppendAllText(At("sweep", JobArray.FileName), "# mine\n");
        JobArray.Write(_dataset, Plan("sweep"), _script, warnings.Add);
        Assert.Contains("is kept as it is", Assert.Single(warnings));
        Assert.EndsWith("# mine\n", File.ReadAllText(At("sweep", JobArray.FileName)));
    }

    [Fact]
    public void TheScriptHasTheResourcesAndThePlace()
    {
        SweepPlan plan = SweepPlan.Of(Plan("a $b `c` \"d\" 'e' 5%").Options with { Device = "cuda:0", Threads = 8, Dvc = true });
        string text = (_script with { ThrottleLimit = 3 }).Text(plan, "/data/it's $5");
        string[] lines = text.Split('\n');
        Assert.Equal("#!/bin/bash", lines[0]);
        Assert.Contains("#SBATCH --array=1-4%3", lines);
        Assert.Contains("#SBATCH --cpus-per-task=8", lines);
        Assert.Contains("#SBATCH --gres=gpu:1", lines);
        Assert.Contains("#SBATCH --requeue", lines);
        Assert.Contains("    Invoke-AlexNetSweep '/data/it''s \\$5' -RunPath '"
            + plan.Options.Path.Replace("a $b `c` \"d\" 'e'", "a \\$b \\`c\\` \\\"d\\\" ''e''")
            + "' -Claim -Threads $threads -Device 'cuda:0' -Dvc\" &", lines);
        Assert.Contains(lines, line => line.StartsWith("#SBATCH --output=", StringComparison.Ordinal)
            && line.EndsWith("5%%/logs/%A_%a.txt\"", StringComparison.Ordinal));
        Assert.DoesNotContain("\r", text);

        text = _script.Text(Plan("plain"), "/data");
        Assert.Contains("#SBATCH --array=1-4\n", text);
        Assert.DoesNotContain("gres", text);
        Assert.DoesNotContain("cpus-per-task", text);
    }

    private SweepResult Write(string folder) => JobArray.Write(_dataset, Plan(folder), _script);

    private SweepPlan Read(string folder) => SweepPlan.Of(SweepOptions.Read(At(folder)));

    private SweepPlan Plan(string folder) => SweepPlan.Of(new()
    {
        Recipe = TinyRecipe.Create(epochs: 2, batchSize: 8, trainTransforms: Transforms, evaluationTransforms: Transforms),
        Settings = [SweepSetting.Parse("optimizer.learningRate", new JsonArray(0.003, 0.01))],
        Seeds = [1, 2],
        Path = At(folder),
    });

    private string At(params string[] parts) => Path.Combine([_folder.Root, .. parts]);

    /// <summary>Stops after the first epoch.</summary>
    private sealed class Stopper(CancellationTokenSource stop) : ISweepObserver, ITrainingObserver
    {
        public ITrainingObserver? OnStarted(PlannedRun run, int slot) => this;

        public void OnEnded(SweepRun run)
        {
        }

        public void OnEpochs(long done, long planned)
        {
        }

        public void OnWarning(string message)
        {
        }

        public void OnPruned(int epochs, IReadOnlyList<PlannedSetting> kept, IReadOnlyList<PlannedSetting> pruned)
        {
        }

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch) => stop.Cancel();
    }
}
