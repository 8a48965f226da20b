using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

/// <summary>Tasks of srun without an MPI plug-in; the variables are those of Slurm 22.05.</summary>
public sealed class SlurmStepTests
{
    [Theory]
    [InlineData(4, "SLURM_JOB_ID=1 SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_STEP_NUM_TASKS=4")]
    // The warning is shown once.
    [InlineData(null, "SLURM_JOB_ID=1 SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_NTASKS=4 SLURM_STEP_NUM_TASKS=4")]
    [InlineData(null, "SLURM_JOB_ID=1 SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_STEP_NUM_TASKS=1")]
    // A batch script.
    [InlineData(null, "SLURM_JOB_ID=1 SLURM_PROCID=0 SLURM_NTASKS=4")]
    [InlineData(null, "")]
    public void TheFirstOfSeveralWarns(int? tasks, string variables)
    {
        Dictionary<string, string> known = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        string? warning = SlurmStep.Warning(known.GetValueOrDefault);
        if (tasks is null)
            Assert.Null(warning);
        else
            Assert.StartsWith($"srun started {tasks} tasks without MPI", warning, StringComparison.Ordinal);
    }
}
