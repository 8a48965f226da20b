using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Tests.Training.Sweeps;

public sealed class StudentTTests
{
    /// <summary>Published tables, to six decimals.</summary>
    [Theory]
    [InlineData(0.95, 1, 6.313752)]
    [InlineData(0.95, 2, 2.919986)]
    [InlineData(0.95, 3, 2.353363)]
    [InlineData(0.95, 4, 2.131847)]
    [InlineData(0.95, 5, 2.015048)]
    [InlineData(0.95, 10, 1.812461)]
    [InlineData(0.95, 30, 1.697261)]
    [InlineData(0.975, 1, 12.706205)]
    [InlineData(0.975, 2, 4.302653)]
    [InlineData(0.975, 3, 3.182446)]
    [InlineData(0.975, 4, 2.776445)]
    [InlineData(0.975, 5, 2.570582)]
    [InlineData(0.975, 6, 2.446912)]
    [InlineData(0.975, 9, 2.262157)]
    [InlineData(0.975, 10, 2.228139)]
    [InlineData(0.975, 20, 2.085963)]
    [InlineData(0.975, 30, 2.042272)]
    [InlineData(0.975, 100, 1.983972)]
    [InlineData(0.995, 1, 63.656741)]
    [InlineData(0.995, 2, 9.924843)]
    [InlineData(0.995, 3, 5.840909)]
    [InlineData(0.995, 4, 4.604095)]
    [InlineData(0.995, 5, 4.032143)]
    [InlineData(0.995, 10, 3.169273)]
    [InlineData(0.995, 30, 2.749996)]
    [InlineData(0.995, 100, 2.625891)]
    public void QuantilesAreThoseOfTheTables(double probability, int freedom, double quantile) =>
        Assert.Equal(quantile, StudentT.Quantile(probability, freedom), 6e-7);

    /// <summary>One, two and four degrees of freedom have closed forms (Shaw 2006).</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.975)]
    [InlineData(0.9995)]
    public void QuantilesAreThoseOfTheClosedForms(double probability)
    {
        double product = 4 * probability * (1 - probability);
        Close(Math.Tan(Math.PI * (probability - 0.5)), 1);
        Close(2 * (probability - 0.5) * Math.Sqrt(2 / product), 2);
        Close(2 * Math.Sqrt(Math.Cos(Math.Acos(Math.Sqrt(product)) / 3) / Math.Sqrt(product) - 1), 4);

        void Close(double expected, int freedom) =>
            Assert.Equal(expected, StudentT.Quantile(probability, freedom), expected * 1e-11);
    }

    [Fact]
    public void AnIntervalIsTheMeanAndTDeviations()
    {
        SampleStatistics sample = SampleStatistics.Of([0.61, 0.64, 0.58, 0.66, 0.60])!.Value;
        Assert.Equal(0.618, sample.Mean, 1e-12);
        Assert.Equal(0.031937438845342656, sample.Deviation!.Value, 1e-12);
        Assert.Equal(0.5783444319909037, sample.Low!.Value, 1e-12);
        Assert.Equal(0.6576555680090965, sample.High!.Value, 1e-12);
    }

    [Fact]
    public void OneRunHasNoInterval()
    {
        Assert.Equal(new SampleStatistics(1, 0.5, null, null, null), SampleStatistics.Of([0.5]));
        Assert.Null(SampleStatistics.Of([]));
        Assert.Equal(new SampleStatistics(3, 0.5, 0, 0.5, 0.5), SampleStatistics.Of([0.5, 0.5, 0.5]));
    }
}
