using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// The weights that a run leaves in its folder: the best epoch's, the last state, and numbered checkpoints as planned.
/// A completed run keeps its last state only if that is planned.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="record">The run.</param>
/// <param name="network">Is read, never written.</param>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="observer">Is told of the files; null for none.</param>
internal sealed class RunCheckpoints(RunFolder folder, RunRecord record, INetwork network, int steps,
    ITrainingObserver? observer) : ITrainingListener
{
    /// <summary>In epochs that last longer, the last state is also written this often.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(30);

    private readonly Stopwatch _sinceLast = new();
    private readonly RunManifest _manifest = record.Manifest;
    private readonly CheckpointPlan _plan = record.Manifest.Recipe.Checkpoints;
    private readonly List<string> _files = [];

    private string Prefix => _plan.Unit == ScheduleUnit.Epochs ? RunFolder.EpochPrefix : RunFolder.StepPrefix;

    /// <summary>The last one written of those that hold a state of the run; null where there is none.</summary>
    public string? Newest => Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors").Append(folder.LastPath)
        .Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);

    public void Started(TrainingState state)
    {
        // A completed run whose last epoch was the best has kept one copy of the weights, which are needed as the best
        // ones from now on.
        if (state is { Step: 0, History: [.., { IsBest: true }] } && !File.Exists(folder.BestPath))
            AveragedWeights.Use(network, _manifest.Recipe, () => WriteBest(state));
        CompleteNumbered(state);
        _sinceLast.Start();
    }

    public bool NeedsResults(TrainingState next) => IsDue(ScheduleUnit.Steps, Steps(next));

    public TrainingState StepCompleted(TrainingState state)
    {
        WriteNumbered(ScheduleUnit.Steps, Steps(state), state);
        if (_sinceLast.Elapsed > _interval)
            WriteLast(state);
        Report(state);
        return state;
    }

    public void EpochCompleted(TrainingState state)
    {
        if (state.History[^1].IsBest)
            AveragedWeights.Use(network, _manifest.Recipe, () => WriteBest(state));
        if (_plan.KeepState || !record.IsDone(state) || !File.Exists(folder.BestPath))
            WriteLast(state);
        WriteNumbered(ScheduleUnit.Epochs, state.Epoch, state);
        Report(state);
    }

    public void Stopped(TrainingState state)
    {
        WriteLast(state);
        Report(state);
    }

    private void Report(TrainingState state)
    {
        if (_files.Count == 0)
            return;
        observer?.OnCheckpoint(new(new([.. _files]), state.Epoch, state.Step));
        _files.Clear();
    }

    /// <summary>Returns the file in which a complete run keeps its model.</summary>
    public string ModelPath(TrainingState state) =>
        !File.Exists(folder.BestPath) || (_plan.KeepState && state.History[^1].IsBest)
            ? folder.LastPath
            : folder.BestPath;

    public void Completed(TrainingState state)
    {
        // If every loss diverged, no epoch is the best, and the last weights are the only ones.
        if (!_plan.KeepState && File.Exists(folder.BestPath))
            FileReplacement.Quietly(() => File.Delete(folder.LastPath));
        else if (_plan.KeepState && state.History[^1].IsBest)
            FileReplacement.Quietly(() => File.Delete(folder.BestPath));
    }

    private long Steps(TrainingState state) => (long)state.Epoch * steps + state.Step;

    private bool IsDue(ScheduleUnit unit, long done) =>
        _plan.Every != 0 && unit == _plan.Unit && done % _plan.Every == 0;

    private void WriteBest(TrainingState state)
    {
        folder.Guard(() => SafetensorsFile.Write(folder.BestPath, Describe(state).ToMetadata(),
            TensorDescription.Named(network.Parameters), network.Read));
        _files.Add(folder.BestPath);
    }

    private void WriteLast(TrainingState state)
    {
        folder.Guard(() => Write(folder.LastPath, state));
        _sinceLast.Restart();
    }

    /// <summary>Writes a numbered checkpoint if one is due, and deletes those that are no longer kept.</summary>
    private void WriteNumbered(ScheduleUnit unit, long done, TrainingState state)
    {
        if (!IsDue(unit, done))
            return;
        folder.Guard(() =>
        {
            Write(Numbered(done), state);
            DeleteOld();
        });
    }

    /// <summary>
    /// Does what a process left undone that was killed after it wrote the last state, and before or while it wrote the
    /// numbered checkpoint of the same step.
    /// </summary>
    private void CompleteNumbered(TrainingState state)
    {
        long done = _plan.Unit == ScheduleUnit.Steps ? Steps(state) : state.Step == 0 ? state.Epoch : 0;
        if (done == 0 || !IsDue(_plan.Unit, done))
            return;
        if (File.Exists(Numbered(done)))
            folder.Guard(DeleteOld);
        else
            WriteNumbered(_plan.Unit, done, state);
    }

    private void DeleteOld()
    {
        if (_plan.Keep == 0)
            return;
        foreach (string old in Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors")
            .OrderDescending(StringComparer.Ordinal).Skip(_plan.Keep))
        {
            File.Delete(old);
        }
    }

    private string Numbered(long done) => Path.Combine(folder.Path, Prefix + done.ToString(
        _plan.Unit == ScheduleUnit.Epochs ? "0000" : "00000000", CultureInfo.InvariantCulture) + ".safetensors");

    private void Write(string path, TrainingState state)
    {
        CheckpointFile.Write(path, network, Describe(state), _manifest.Seed, state);
        _files.Add(path);
    }

    private ModelDescription Describe(TrainingState state)
    {
        EpochResult? last = state.Step == 0 ? state.History.LastOrDefault() : null;
        return new()
        {
            Name = _manifest.Name,
            Definition = network.Definition,
            Classes = _manifest.Dataset.Classes,
            Recipe = _manifest.Recipe,
            Training = new()
            {
                Dataset = _manifest.Dataset.Name,
                DatasetSha256 = _manifest.Dataset.Sha256,
                Epochs = state.Epoch,
                Seed = _manifest.Seed,
                ValidationLoss = last?.ValidationLoss,
                ValidationTop1 = last?.ValidationTop1,
                ValidationTop5 = last?.ValidationTop5,
                Created = DateTimeOffset.Now,
            },
        };
    }
}
