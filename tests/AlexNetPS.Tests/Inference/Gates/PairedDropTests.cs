using System.Text.Json;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Randomness;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Inference.Gates;

public class PairedDropTests
{
    private static readonly JsonElement _golden = Golden.Load<JsonElement>("gates");

    [Fact]
    public void PValuesAreThoseOfSciPy()
    {
        foreach (JsonElement one in _golden.GetProperty("mcnemar").EnumerateArray())
        {
            int worse = one.GetProperty("worse").GetInt32(), better = one.GetProperty("better").GetInt32();
            var drop = PairedDrop.Of(Math.Max(1, worse + better), worse, better);
            Near(one.GetProperty("oneSided").GetDouble(), drop.PValue);
            Near(one.GetProperty("twoSided").GetDouble(), drop.TwoSidedPValue);
        }

        static void Near(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-8, 1 + 1e-8);
    }

    [Fact]
    public void LowerBoundsAreThoseOfSciPy()
    {
        foreach (JsonElement one in _golden.GetProperty("bootstrap").EnumerateArray())
        {
            int images = one.GetProperty("images").GetInt32(), worse = one.GetProperty("worse").GetInt32(),
                better = one.GetProperty("better").GetInt32();
            // Both bounds are of 10,000 draws: their error is 0.04 of the deviation, in whole images.
            double slack = (1 + 0.15 * Math.Sqrt(worse + better)) / images;
            for (ulong seed = 0; seed < 3; seed++)
            {
                double bound = PairedDrop.Of(images, worse, better, 0.99, seed).LowerBound;
                Assert.Equal(one.GetProperty("exact").GetDouble(), bound, slack);
                Assert.Equal(one.GetProperty("scipy").GetDouble(), bound, slack);
            }
        }
    }

    [Fact]
    public void TheSameSeedHasTheSameBound()
    {
        Assert.Equal(PairedDrop.Of(1200, 170, 140, 0.95, 7).LowerBound,
            PairedDrop.Of(1200, 170, 140, 0.95, 7).LowerBound);
        Assert.True(PairedDrop.Of(1200, 170, 140, 0.9).LowerBound > PairedDrop.Of(1200, 170, 140, 0.999).LowerBound);
    }

    [Fact]
    public void ADropHasToBeOverTheLimitAndMoreThanChance()
    {
        Assert.False(PairedDrop.Of(1000, 0, 0).Exceeds(0));       // none
        Assert.False(PairedDrop.Of(1000, 90, 70).Exceeds(0.01));  // 2 %, but chance
        Assert.False(PairedDrop.Of(100_000, 5000, 4500).Exceeds(0.01)); // sure, but 0.5 %
        Assert.True(PairedDrop.Of(1000, 90, 40).Exceeds(0.01));
        Assert.False(PairedDrop.Of(1000, 90, 40).Exceeds(0.05));  // exactly the limit
        Assert.False(PairedDrop.Of(1000, 40, 90).Exceeds(0.01));  // better
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDrop.Of(10, 8, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDrop.Of(10, 1, 1, double.NaN));
    }

    // Two models that are right with the same probability of each image, whatever the other says.
    [Theory]
    [InlineData(1200, 0.85, 0.01)]
    [InlineData(100, 0.9, 0.01)]
    [InlineData(100, 0.97, 0)]
    [InlineData(5000, 0.6, 0)]
    public void OfAThousandPairsOfEqualModelsAtMostTwoPercentAreFlagged(int images, double top1, double limit)
    {
        int flagged = 0;
        for (uint pair = 0; pair < 1000; pair++)
        {
            var stream = new RandomStream(1, RandomPurpose.Drawing, pair);
            int worse = 0, better = 0;
            for (uint image = 0; image < images; image++)
            {
                bool before = stream.Uniform(2 * image) < top1, now = stream.Uniform(2 * image + 1) < top1;
                worse += before && !now ? 1 : 0;
                better += now && !before ? 1 : 0;
            }

            flagged += PairedDrop.Of(images, worse, better, seed: pair).Exceeds(limit) ? 1 : 0;
        }

        Assert.True(flagged <= 20, $"{flagged} of 1,000 are flagged");
        TestContext.Current.TestOutputHelper?.WriteLine($"{images} images, top-1 {top1}: {flagged} of 1,000");
    }

    // Resamples of one set of images, on which two models are equally good.
    [Fact]
    public void OfAThousandResamplesOfTwoEqualModelsAtMostTwoPercentAreFlagged()
    {
        int flagged = 0;
        for (uint resample = 0; resample < 1000; resample++)
        {
            var stream = new RandomStream(2, RandomPurpose.Drawing, resample);
            int worse = 0, better = 0;
            for (uint draw = 0; draw < 1200; draw++)
            {
                int image = stream.Integer(draw, 1200);
                worse += image < 130 ? 1 : 0;
                better += image is >= 130 and < 260 ? 1 : 0;
            }

            flagged += PairedDrop.Of(1200, worse, better, seed: resample).Exceeds(0.01) ? 1 : 0;
        }

        Assert.True(flagged <= 20, $"{flagged} of 1,000 are flagged");
        TestContext.Current.TestOutputHelper?.WriteLine($"{flagged} of 1,000");
    }

    // Five classes, top-1 0.85. The predictions for the images of one class are drawn from all classes.
    [Fact]
    public void AModelWithOneClassShuffledIsFlagged()
    {
        int flagged = 0;
        for (uint model = 0; model < 1000; model++)
        {
            var stream = new RandomStream(3, RandomPurpose.Drawing, model);
            int worse = 0, better = 0;
            for (uint image = 0; image < 1200; image++)
            {
                bool before = stream.Uniform(2 * image) < 0.85;
                bool now = stream.Uniform(2 * image + 1) < (image % 5 == 2 ? 0.2 : 0.85);
                worse += before && !now ? 1 : 0;
                better += now && !before ? 1 : 0;
            }

            flagged += PairedDrop.Of(1200, worse, better, seed: model).Exceeds(0.01) ? 1 : 0;
        }

        Assert.True(flagged > 990, $"{flagged} of 1,000 are flagged");
        TestContext.Current.TestOutputHelper?.WriteLine($"{flagged} of 1,000");
    }
}
