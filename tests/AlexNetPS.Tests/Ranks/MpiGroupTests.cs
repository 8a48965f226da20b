using System.Globalization;

namespace AlexNetPS.Tests.Ranks;

/// <summary>Real MPI: what ranks do together, and how they end when one of them does.</summary>
public sealed class MpiGroupTests
{
    public static TheoryData<string, int> Jobs => new MatrixTheoryData<string, int>(["openmpi", "mpich"], [1, 2, 4]);

    [Theory]
    [MemberData(nameof(Jobs))]
    public void SumsAreThoseOfALoopOverTheRanks(string library, int ranks) =>
        AllEqual(MpiRun.Start(library, ranks, "sums"), ranks);

    [Theory]
    [MemberData(nameof(Jobs))]
    public void ExchangesAndBroadcastsArrive(string library, int ranks) =>
        AllEqual(MpiRun.Start(library, ranks, "calls"), ranks);

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void TheOthersLearnWhyARankFails(string library)
    {
        MpiRun run = MpiRun.Start(library, 3, "fail", "2");
        Assert.NotEqual(0, run.ExitCode);
        string[] learned = [.. run.Lines.Where(line => line.Contains("learns", StringComparison.Ordinal))];
        Assert.Equal(2, learned.Length);
        // 2,000 bytes of the message, of which each letter behind the first sentence has two.
        Assert.All(learned, line =>
            Assert.Contains("learns of rank 2: 1024 Rank 2 failed: Its disk is full.", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openmpi", 3, "its process ended with exit code 3")]
    [InlineData("mpich", 3, "its process ended with exit code 3")]
    [InlineData("openmpi", 0, "its process ended before the others")]
    [InlineData("mpich", 0, "its process ended before the others")]
    public void TheOthersLearnThatAProcessEnded(string library, int exitCode, string expected)
    {
        MpiRun run = MpiRun.Start(library, 3, "exit", "1", exitCode.ToString(CultureInfo.InvariantCulture));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(2, run.Lines.Count(line => line.Contains("learns of rank 1", StringComparison.Ordinal)
            && line.Contains(expected, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("openmpi", "kill")]
    [InlineData("mpich", "kill")]
    [InlineData("openmpi", "throw")]
    [InlineData("mpich", "throw")]
    public void AProcessThatDiesEndsAll(string library, string how) =>
        Assert.NotEqual(0, MpiRun.Start(library, 3, how, "1").ExitCode);

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void AProcessThatFailsBeforeItConnectsEndsAll(string library) =>
        Assert.Equal(3, MpiRun.Start(library, 3, "early", "1", "3").ExitCode);

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void ANullReferenceStaysAnException(string library) =>
        AllEqual(MpiRun.Start(library, 2, "null"), 2);

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void AProcessThatARankStartsIsNone(string library) =>
        AllEqual(MpiRun.Start(library, 2, "start"), 2);

    [Theory]
    [InlineData("openmpi", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "Open MPI")]
    [InlineData("mpich", "PMI_RANK", "PMI_SIZE", "MPICH")]
    public void ALibraryThatSeesNoOthersIsOneError(string library, string rank, string size, string name)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/mpiexec.{library}"), $"Debian's package of {name} is not installed.");
        MpiRun run = MpiRun.StartAlone(rank, size);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"-: {name}'s mpiexec started this process with 2 processes, but {name} ", Assert.Single(run.Lines),
            StringComparison.Ordinal);
    }

    private static void AllEqual(MpiRun run, int ranks)
    {
        Assert.Equal(ranks, run.Lines.Count(line => line.EndsWith("equal", StringComparison.Ordinal)));
        Assert.Equal(0, run.ExitCode);
    }
}
