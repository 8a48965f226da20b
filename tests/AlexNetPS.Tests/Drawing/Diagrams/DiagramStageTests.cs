using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Drawing.Diagrams;

public sealed class DiagramStageTests
{
    [Fact]
    public void ThePapersTowersMeetAtConv3AndAtTheFullyConnectedLayers()
    {
        IReadOnlyList<DiagramStage> stages = DiagramStage.Of(NetworkArchitecture.Get("Paper"));
        Assert.Equal(["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"],
            stages.Select(stage => stage.Head!.Name));
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 1], stages.Select(stage => stage.Towers));
        Assert.Equal(["conv3", "fc6", "fc7"], stages.Zip(stages.Skip(1))
            .Where(pair => pair.Second.Reads(pair.First, 0, 1) && pair.Second.Crosses(pair.First, 0, 1))
            .Select(pair => pair.Second.Head!.Name));
        Assert.True(stages[7].Reads(stages[6], 1, 0) && !stages[7].Crosses(stages[6], 1, 0));
    }

    [Theory]
    [InlineData("D2L"), InlineData("HalfWidth"), InlineData("Mnist28"), InlineData("OneTower"), InlineData("Oxford17")]
    [InlineData("Ungrouped")]
    public void ANetworkWithoutGroupsHasOneTower(string name) =>
        Assert.All(DiagramStage.Of(NetworkArchitecture.Get(name)), stage => Assert.Equal(1, stage.Towers));

    [Fact]
    public void TowersOfDifferentNumbersReadWhatTheirChannelsAre()
    {
        // 8 channels: towers of four and of two channels.
        IReadOnlyList<DiagramStage> stages = DiagramStage.Of(Networks.Of(
            Networks.Convolution("a", 8, groups: 2), Networks.Convolution("b", 8, groups: 4),
            Networks.Convolution("c", 8, groups: 2), Networks.Convolution("d", 8, groups: 1)));
        Assert.Equal([2, 4, 2, 1, 1], stages.Select(stage => stage.Towers));
        (int From, int To)[] Read(int after) => [.. from source in Enumerable.Range(0, stages[after - 1].Towers)
                                                    from target in Enumerable.Range(0, stages[after].Towers)
                                                    where stages[after].Reads(stages[after - 1], source, target)
                                                    select (source, target)];
        Assert.Equal([(0, 0), (0, 1), (1, 2), (1, 3)], Read(1));
        Assert.Equal([(0, 0), (1, 0), (2, 1), (3, 1)], Read(2));
        Assert.Equal([(0, 0), (1, 0)], Read(3));
        Assert.True(stages[1].Crosses(stages[0], 0, 2) && !stages[1].Crosses(stages[0], 0, 1));
    }
}
