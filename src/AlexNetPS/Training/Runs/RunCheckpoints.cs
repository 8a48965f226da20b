using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// The weights that a run leaves in its folder: the best epoch's, the last state, and numbered checkpoints as planned.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="manifest">The run.</param>
/// <param name="network">Is read, never written.</param>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="observer">Is told of the files; null for none.</param>
internal sealed class RunCheckpoints(RunFolder folder, RunManifest manifest, INetwork network, int steps,
    ITrainingObserver? observer) : ITrainingListener
{
    /// <summary>In epochs that last longer, the last state is also written this often.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(30);

    private readonly Stopwatch _sinceLast = new();
    private readonly CheckpointPlan _plan = manifest.Recipe.Checkpoints;
    private readonly List<string> _files = [];

    private string Prefix => _plan.Unit == ScheduleUnit.Epochs ? "epoch-" : "step-";

    /// <summary>The last one written of those that hold a state of the run; null where there is none.</summary>
    public string? Newest => Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors").Append(folder.LastPath)
        .Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);

    public void Started(TrainingState state) => _sinceLast.Start();

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
            AveragedWeights.Use(network, manifest.Recipe, () => WriteBest(state));
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
            string digits = unit == ScheduleUnit.Epochs ? "0000" : "00000000";
            Write(Path.Combine(folder.Path,
                Prefix + done.ToString(digits, CultureInfo.InvariantCulture) + ".safetensors"), state);
            if (_plan.Keep == 0)
                return;
            foreach (string old in Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors")
                .OrderDescending(StringComparer.Ordinal).Skip(_plan.Keep))
            {
                File.Delete(old);
            }
        });
    }

    private void Write(string path, TrainingState state)
    {
        CheckpointFile.Write(path, network, Describe(state), manifest.Seed, state);
        _files.Add(path);
    }

    private ModelDescription Describe(TrainingState state)
    {
        EpochResult? last = state.Step == 0 ? state.History.LastOrDefault() : null;
        return new()
        {
            Name = manifest.Name,
            Definition = network.Definition,
            Classes = manifest.Dataset.Classes,
            Recipe = manifest.Recipe,
            Training = new()
            {
                Dataset = manifest.Dataset.Name,
                DatasetSha256 = manifest.Dataset.Sha256,
                Epochs = state.Epoch,
                Seed = manifest.Seed,
                ValidationLoss = last?.ValidationLoss,
                ValidationTop1 = last?.ValidationTop1,
                ValidationTop5 = last?.ValidationTop5,
                Created = DateTimeOffset.Now,
            },
        };
    }
}
