using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

public sealed class BatchPartTests
{
    [Theory]
    [InlineData(16, 4, 16, "4 4 4 4")]
    [InlineData(16, 4, 10, "4 4 2 0")]
    [InlineData(16, 3, 16, "6 5 5")]
    [InlineData(9, 8, 9, "2 1 1 1 1 1 1 1")]
    [InlineData(7, 1, 7, "7")]
    public void PartsAreEvenAndCutAtTheEnd(int batch, int parts, int present, string sizes)
    {
        BatchPart[] all = [.. Enumerable.Range(0, parts).Select(number => new BatchPart(number, parts))];
        int[] actual = [.. all.Select(part => part.Size(batch, present))];
        Assert.Equal(sizes, string.Join(' ', actual));
        Assert.Equal(actual.Count(size => size > 0), all[0].Filled(batch, present));
        Assert.Equal(all[0].Size(batch, batch), all[0].Largest(batch));
        // One after the other, without a gap.
        Assert.All(all.Skip(1), part => Assert.Equal(
            all[part.Number - 1].First(batch) + all[part.Number - 1].Size(batch, batch), part.First(batch)));
    }
}
