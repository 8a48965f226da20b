using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>Memory stays flat over many steps; <c>tests/Benchmarks -- stability</c> takes 2,000.</summary>
public class StabilityTests
{
    [Fact]
    public void MemoryStaysFlat()
    {
        // Nothing is compiled again in the background, which takes memory whenever a busy machine comes to it.
        long[] found = [.. OwnProcess.Run((typeof(StabilityTests), nameof(Child)), "DOTNET_TieredCompilation=0")
            .Select(long.Parse)];
        Assert.Equal(0, found[0]);
        Assert.InRange(found[1], long.MinValue, 4 << 20);
    }

    /// <summary>Managed bytes of 500 steps after the first 50, and what the working set grew.</summary>
    [Fact(Explicit = true), Trait("Category", "Child")]
    public void Child()
    {
        NetworkDefinition definition = InstructionSetTests.Small;
        var optimizer = new OptimizerDefinition() { Type = OptimizerType.Adam, LearningRate = 1e-3 };
        using INetwork network =
            new CpuEngine().Create(definition, new() { MaximumBatchSize = 2, Optimizer = optimizer });
        float[] images = Golden.Values(2 * definition.Input.Count, 1), targets =
            new float[2 * definition.Classes], logits = new float[targets.Length];
        Steps(0, 50);
        // Asking for the working set allocates.
        long held = Environment.WorkingSet, allocated = GC.GetAllocatedBytesForCurrentThread();
        Steps(50, 500);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        OwnProcess.Report($"{allocated}", $"{Environment.WorkingSet - held}");

        void Steps(int first, int count)
        {
            for (int step = first; step < first + count; step++)
                network.TrainStep(images, targets, new(1e-3, 7, step), logits);
        }
    }
}
