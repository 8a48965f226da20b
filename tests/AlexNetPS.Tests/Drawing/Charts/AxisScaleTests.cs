using AlexNetPS.Drawing.Charts;

namespace AlexNetPS.Tests.Drawing.Charts;

public sealed class AxisScaleTests
{
    private static readonly ChartAxis _plain = new("y"), _percent = new("y") { Percent = true },
        _epochs = new("x") { Whole = true }, _log = new("y") { Logarithmic = true };

    public static TheoryData<ChartAxis, double[], string[]> Axes => new()
    {
        { _plain, [0.31, 2.2], ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"] },
        { _plain, [1.5], ["1.3", "1.4", "1.5", "1.6", "1.7"] },
        { _plain, [], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"] },
        { _plain, [0, 0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"] },
        { _plain, [3e7, 9e7], ["2e7", "4e7", "6e7", "8e7", "1e8"] },
        { _percent, [0.62, 0.81], ["60 %", "65 %", "70 %", "75 %", "80 %", "85 %"] },
        { _percent, [1, 1], ["95 %", "96 %", "97 %", "98 %", "99 %", "100 %"] },
        { _epochs, [1, 2, 3], ["1", "2", "3"] },
        { _epochs, [1], ["1"] },
        { _epochs, [1, 90], ["20", "40", "60", "80"] },
        { _log, [0.01, 0.00001], ["1e-5", "0.0001", "0.001", "0.01"] },
        { _log, [0.01], ["0.005", "0.01", "0.02"] },
        { _log, [0, -1, 0.02, 0.05], ["0.02", "0.03", "0.05"] },
        { _log, [1e-12, 1], ["1e-12", "1e-9", "1e-6", "0.001", "1"] },
    };

    [Theory]
    [MemberData(nameof(Axes))]
    public void TicksAreRoundValues(ChartAxis axis, double[] values, string[] expected) =>
        Assert.Equal(expected, AxisScale.Of(axis, values, 5).Ticks.Select(tick => tick.Text));

    [Fact]
    public void WhatIsNoNumberDoesNotCount()
    {
        var scale = AxisScale.Of(_plain, [double.NaN, 1, double.PositiveInfinity, 2], 5);
        Assert.InRange(scale.From, 0.9, 1);
        Assert.InRange(scale.To, 2, 2.1);
        Assert.Equal(0.5, scale.Share(1.5), 6);
    }

    [Fact]
    public void GivenLimitsAreKept()
    {
        var scale = AxisScale.Of(_percent with { Minimum = 0, Maximum = 1 }, [0.4], 5);
        Assert.Equal((0, 1), (scale.From, scale.To));
        Assert.Equal(["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"], scale.Ticks.Select(tick => tick.Text));
    }

    [Fact]
    public void ALogarithmHasAPlaceForPositiveValuesOnly()
    {
        var scale = AxisScale.Of(_log, [0.001, 0.1], 5);
        Assert.Equal(0.5, scale.Share(0.01), 6);
        Assert.Equal(double.NaN, scale.Share(0));
    }
}
