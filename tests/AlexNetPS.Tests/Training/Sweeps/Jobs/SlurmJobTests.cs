using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Tests.Training.Sweeps.Jobs;

public sealed class SlurmJobTests
{
    [Fact]
    public void TheJobIsThatOfTheEnvironment()
    {
        Assert.Null(From([]));
        Assert.Equal(new SlurmJob(7, null, 0), From(new() { ["SLURM_JOB_ID"] = "7" }));
        Assert.Equal(new SlurmJob(12, 3, 2), From(new()
        {
            ["SLURM_JOB_ID"] = "15",
            ["SLURM_ARRAY_JOB_ID"] = "12",
            ["SLURM_ARRAY_TASK_ID"] = "3",
            ["SLURM_RESTART_COUNT"] = "2",
        }));

        static SlurmJob? From(Dictionary<string, string> variables) =>
            SlurmJob.From(name => variables.GetValueOrDefault(name));
    }

    [Theory]
    [InlineData("slurm-12_3-2.node-1.0a1b2c3d", 12, 3, 2)]
    [InlineData("slurm-12-0.node.0a1b2c3d", 12, null, 0)]
    public void TheNameOfAWorkerTellsIt(string worker, int array, int? task, int restart)
    {
        var job = new SlurmJob(array, task, restart);
        Assert.Equal(job, SlurmJob.Of(worker));
        Assert.StartsWith($"{job}.", worker);
    }

    [Theory]
    [InlineData("node.0a1b2c3d")]
    [InlineData("slurm-12.node.0a1b2c3d")]
    [InlineData("slurm-99999999999999999999-0.node")]
    public void OtherNamesTellNone(string worker) => Assert.Null(SlurmJob.Of(worker));

    [Theory]
    [InlineData("JobId=15 ArrayJobId=12 ArrayTaskId=3 JobState=RUNNING Reason=None Restarts=1", true)]
    [InlineData("JobId=15 ArrayJobId=12 ArrayTaskId=3 JobState=COMPLETING Reason=None Restarts=1", true)]
    [InlineData("JobId=15 JobState=RUNNING Requeue=1 Restarts=2 BatchFlag=1", false)]
    [InlineData("JobId=15 JobState=PENDING Requeue=1 Restarts=1 BatchFlag=1", false)]
    [InlineData("JobId=15 JobState=CANCELLED Restarts=1", false)]
    [InlineData("slurm_load_jobs error: Invalid job id specified", false)]
    [InlineData("slurm_load_jobs error: Unable to contact slurm controller (connect failure)", true)]
    [InlineData(null, true)]
    public void InDoubtAJobIsGoingOn(string? shown, bool isGoing) =>
        Assert.Equal(isGoing, new SlurmJob(12, 3, 1).IsGoing(shown));
}
