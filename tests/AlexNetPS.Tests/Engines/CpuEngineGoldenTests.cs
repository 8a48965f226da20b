using System.Text.Json;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Tests.Engines;

/// <summary>Loss and every parameter after three steps, against PyTorch.</summary>
public class CpuEngineGoldenTests
{
    public static TheoryData<string, string> SmallCases()
    {
        var data = new TheoryData<string, string>();
        foreach (Golden golden in Golden.Load<Golden[]>("small"))
        {
            foreach (SimdLevel level in Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest))
                data.Add(golden.Definition.Name, level.ToString());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void SmallNetworksLearnWhatPyTorchLearns(string name, string level) =>
        GoldenRun.Check(Golden.Load<Golden[]>("small").Single(golden => golden.Definition.Name == name),
            Enum.Parse<SimdLevel>(level), 1e-4);

    [Theory]
    [InlineData("Paper")]
    [InlineData("OneTower")]
    [InlineData("HalfWidth")]
    public void PresetsLearnWhatPyTorchLearns(string preset) =>
        GoldenRun.Check(Golden.Load<Golden>(preset), SimdLevels.Widest, 1e-3);

    public static TheoryData<string> ForwardCases() =>
        [.. Golden.Load<Golden[]>("forward").Select(golden => golden.Definition.Name)];

    /// <summary>
    /// All presets, and the paper's network where text, code and frameworks disagree, with dropout in its place. The
    /// latter as a user writes them, as changes of the preset.
    /// </summary>
    [Theory]
    [MemberData(nameof(ForwardCases))]
    public void PresetsComputeWhatPyTorchComputes(string name)
    {
        Golden golden = Golden.Load<Golden[]>("forward").Single(golden => golden.Definition.Name == name);
        if (golden.Changes.ValueKind == JsonValueKind.Object)
            golden = golden with { Definition = ArchitectureJson.Read(golden.Changes, RecipeFile.Json)! };
        GoldenRun.CheckForward(golden, SimdLevels.Widest, 1e-5);
    }
}
