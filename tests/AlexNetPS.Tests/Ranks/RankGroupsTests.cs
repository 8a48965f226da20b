using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

/// <summary>A process that MPI did not start.</summary>
public sealed class RankGroupsTests
{
    [Theory]
    [InlineData(DistributedMode.Auto)]
    [InlineData(DistributedMode.None)]
    public void TrainsByItself(DistributedMode mode) => Assert.Null(RankGroups.Open(mode));

    [Fact]
    public void ToldToUseMpiSaysHowToStart()
    {
        RanksException error = Assert.Throws<RanksException>(() => RankGroups.Open(DistributedMode.Mpi));
        Assert.Contains("mpiexec -n 4 pwsh -File train.ps1", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Rank);
    }
}
