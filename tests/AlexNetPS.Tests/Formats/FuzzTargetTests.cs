using AlexNetPS.Fuzz;
using AlexNetPS.Fuzz.Targets;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

/// <summary>
/// The targets of the fuzzer (tests/Fuzz) with a few mutated files each, always the same. It finds more in minutes.
/// </summary>
public class FuzzTargetTests
{
    private const int Inputs = 300;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void MutatedFilesAreReadOrRejectedWithAReason(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Photos);
        FuzzTarget target = FuzzTargets.Named(name)!;
        byte[][] seeds = [.. target.Seeds(folder.Photos)];
        var random = new Random(1);
        var mutation = new Mutation(target, random);
        var verdict = new Verdict(target, folder.Photos);
        List<string> finds = [.. seeds.Select(verdict.Failure).OfType<Find>().Select(find => find.Text)];
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = mutation.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)]);
            if (verdict.Failure(input) is { } find)
                finds.Add($"input {i}: {find.Text}");
        }

        Assert.Empty(finds);
    }
}
