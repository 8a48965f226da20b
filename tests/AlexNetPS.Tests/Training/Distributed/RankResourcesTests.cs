using AlexNetPS.Training.Distributed;

namespace AlexNetPS.Tests.Training.Distributed;

public sealed class RankResourcesTests
{
    [Theory]
    [InlineData("cpu", 3, "cpu")]
    [InlineData("cuda", 2, "cuda:2")]
    [InlineData("cuda:1", 2, "cuda:1")]
    [InlineData("cuda:0, cuda:1", 0, "cuda:0")]
    [InlineData("cuda:0,cuda:1", 3, "cuda:1")]
    [InlineData("cuda:0+cuda:1,cuda:2+cuda:3", 1, "cuda:2+cuda:3")]
    public void EachRankOfAMachineHasItsDevice(string devices, int localRank, string expected) =>
        Assert.Equal(expected, RankResources.Device(devices, localRank));
}
