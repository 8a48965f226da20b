using System.Globalization;
using AlexNetPS.Training.Schedules;

namespace AlexNetPS.Training;

/// <summary>The numbered checkpoints of a run and which of them stay.</summary>
internal sealed class CheckpointSeries(CheckpointPlan plan, RunFolder folder)
{
    private string Prefix => plan.Unit == ScheduleUnit.Epochs ? "epoch-" : "step-";

    /// <summary>Writes one when it is due, and deletes those that are no longer kept.</summary>
    /// <param name="unit">What has just ended.</param>
    /// <param name="done">How many of them have ended.</param>
    /// <param name="write">Writes a checkpoint to a path.</param>
    public void After(ScheduleUnit unit, long done, Action<string> write)
    {
        if (plan.Every == 0 || unit != plan.Unit || done % plan.Every != 0) return;
        string digits = unit == ScheduleUnit.Epochs ? "0000" : "00000000";
        write(Path.Combine(folder.Path, Prefix + done.ToString(digits, CultureInfo.InvariantCulture) + ".safetensors"));
        if (plan.Keep == 0) return;
        foreach (string old in Directory.EnumerateFiles(folder.Path, Prefix + "*.safetensors").OrderDescending(StringComparer.Ordinal).Skip(plan.Keep))
            File.Delete(old);
    }
}
