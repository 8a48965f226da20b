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
internal sealed class RunCheckpoints(RunFolder folder, RunManifest manifest, INetwork network)
{
    private readonly CheckpointPlan _plan = manifest.Recipe.Checkpoints;

    private string Prefix => _plan.Unit == ScheduleUnit.Epochs ? "epoch-" : "step-";

    /// <summary>The last one written of those that hold a state of the run; null where there is none.</summary>
    public string? Newest => Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors").Append(folder.LastPath)
        .Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);

    /// <summary>Writes the model of the epoch that has just ended.</summary>
    public void WriteBest(TrainingState state) => folder.Guard(() =>
        SafetensorsFile.Write(folder.BestPath, Describe(state).ToMetadata(),
            TensorDescription.Named(network.Parameters), network.Read));

    /// <summary>Writes what training goes on from.</summary>
    public void WriteLast(TrainingState state) => folder.Guard(() => Write(folder.LastPath, state));

    /// <summary>Whether <see cref="After"/> writes a checkpoint.</summary>
    public bool IsDue(ScheduleUnit unit, long done) => _plan.Every != 0 && unit == _plan.Unit
        && done % _plan.Every == 0;

    /// <summary>Writes a numbered checkpoint when one is due, and deletes those that are no longer kept.</summary>
    /// <param name="unit">What has just ended.</param>
    /// <param name="done">How many of them have ended.</param>
    /// <param name="state">Where the run is.</param>
    public void After(ScheduleUnit unit, long done, TrainingState state)
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

    private void Write(string path, TrainingState state) =>
        CheckpointFile.Write(path, network, Describe(state), manifest.Seed, state);

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
