using System.Globalization;

namespace AlexNetPS.Ranks;

/// <summary>The tasks that one srun has started.</summary>
internal static class SlurmStep
{
    /// <summary>
    /// Returns what to tell the user of a process that MPI did not start, if it is the first of several tasks of srun:
    /// all would train the same. Null otherwise. A batch script has the number of tasks of its job, but no step.
    /// </summary>
    /// <param name="variable">Value of an environment variable; null if it is not set.</param>
    public static string? Warning(Func<string, string?> variable) =>
        variable("SLURM_STEP_ID") is not null && variable("SLURM_PROCID") == "0"
            && int.TryParse(variable("SLURM_STEP_NUM_TASKS"), NumberStyles.None, CultureInfo.InvariantCulture,
                out int tasks)
            && tasks > 1
            ? $"srun started {tasks} tasks without MPI, so each trains a run of its own, and if all have one -RunPath, "
                + "only one of them trains. \"srun --mpi=pmix\" or \"srun --mpi=pmi2\" makes them train one run together; "
                + "\"srun --mpi=list\" says what Slurm has. If runs of their own are meant: -Distributed None."
            : null;
}
