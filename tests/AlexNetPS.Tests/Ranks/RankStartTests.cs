using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

/// <summary>Which of the processes with the same variables of MPI is the rank.</summary>
public sealed class RankStartTests
{
    private const string OpenMpi = "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 PMIX_NAMESPACE=19",
        Mpich = "PMI_RANK=1 PMI_SIZE=4 PMI_FD=6",
        Pmix = "SLURM_JOB_ID=7 SLURM_STEP_ID=0 SLURM_STEP_NUM_TASKS=4 PMIX_RANK=1",
        MsMpi = "PMI_RANK=1 PMI_SIZE=4 PMI_KVS={2b3c} PMI_SMPD_KEY=1";

    public static TheoryData<string, bool> Launches => new()
    {
        { OpenMpi, false },
        { Mpich, false },
        { Pmix, false },
        { MsMpi, true },
    };

    [Theory]
    [MemberData(nameof(Launches))]
    public void TheFirstIsTheRankAndItsDescendantsAreNot(string variables, bool windows)
    {
        RankStart first = Find(variables, 100, windows: windows);
        Assert.Equal((1, null), (first.Launch?.Rank, first.Starter));
        Assert.Equal(new RankStart(null, 100, null), Find(variables, 200, first.Mark, windows: windows));
        Assert.Equal(new RankStart(null, 100, null), Find(variables, 300, first.Mark, windows: windows));
        // What takes the place of the process (exec), or looks again.
        Assert.Equal(1, Find(variables, 100, first.Mark, windows: windows).Launch?.Rank);
    }

    [Theory]
    [InlineData(OpenMpi, "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 PMIX_NAMESPACE=20", false)]
    [InlineData(Mpich, "PMI_RANK=1 PMI_SIZE=4 PMI_FD=7", false)]
    [InlineData(Mpich, "PMI_RANK=0 PMI_SIZE=4 PMI_FD=6", false)]
    [InlineData(Mpich, "PMI_RANK=1 PMI_SIZE=2 PMI_FD=6", false)]
    [InlineData(Pmix, "SLURM_JOB_ID=7 SLURM_STEP_ID=1 SLURM_STEP_NUM_TASKS=4 PMIX_RANK=1", false)]
    [InlineData(MsMpi, "PMI_RANK=1 PMI_SIZE=4 PMI_KVS={2b3d} PMI_SMPD_KEY=1", true)]
    [InlineData(OpenMpi, MsMpi, false)]
    public void AnotherLaunchByARankHasRanksAgain(string outer, string inner, bool windows)
    {
        RankStart nested = Find(inner, 200, Find(outer, 100, windows: windows).Mark, windows: windows);
        Assert.NotNull(nested.Launch);
        Assert.Null(nested.Starter);
        Assert.Equal(200, Find(inner, 300, nested.Mark, windows: windows).Starter);
    }

    [Theory]
    [InlineData("socket:[1]", true)]
    // A shell in between has closed it.
    [InlineData(null, true)]
    [InlineData("socket:[2]", false)]
    public void TheSocketOfMpichTellsLaunchesWithTheSameVariables(string? socket, bool isChild)
    {
        RankStart first = Find(Mpich, 100, socket: "socket:[1]");
        Assert.Equal(isChild, Find(Mpich, 200, first.Mark, socket).Starter == 100);
    }

    [Fact]
    public void WithoutMpiThereIsNoMark()
    {
        Assert.Equal(new RankStart(null, null, null), Find("", 100));
        // mpiexec was started in a rank, and its variables were taken away.
        Assert.Equal(new RankStart(null, null, null), Find("", 200, Find(OpenMpi, 100).Mark));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x|OpenMpi 1/4 PMIX_NAMESPACE=19|")]
    public void AMarkThatIsNoneIsReplaced(string mark) =>
        Assert.Equal(1, Find(OpenMpi, 200, mark).Launch?.Rank);

    private static RankStart Find(string variables, int process, string? mark = null, string? socket = null,
        bool windows = false)
    {
        Dictionary<string, string> known = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        if (mark is not null)
            known[RankStart.Variable] = mark;
        return RankStart.Find(known.GetValueOrDefault, windows, process, _ => socket);
    }
}
