using System.Collections;
using System.Globalization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Formats;

public class ReadableListTests
{
    [Fact]
    public void TheTextIsTheItemsInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new("de-DE");
        try
        {
            Assert.Equal("0.333333, 1E+07, -2", $"{new[] { 1 / 3.0, 1e7, -2 }.ToReadable()}");
            Assert.Equal("0.1, 0.2", $"{new[] { 0.1f, 0.2f }.ToReadable()}");
            Assert.Equal("1234567, 2", $"{new List<int> { 1234567, 2 }.ToReadable()}");
            Assert.Equal("a, , b", $"{new[] { "a", null, "b" }.ToReadable()}");
            Assert.Equal("[1.5, 2], []", $"{new double[][] { [1.5, 2], [] }.ToReadableLists()}");
            Assert.Equal("", $"{Array.Empty<int>().ToReadable()}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ALongListShowsItsBeginningAndItsLength()
    {
        string text = $"{Enumerable.Range(1, 4096).ToReadable()}";
        Assert.StartsWith("1, 2, 3, ", text);
        Assert.EndsWith(", 199, 200, ... (4,096 in all)", text);
        Assert.EndsWith(", 199, 200", $"{Enumerable.Range(1, 200).ToReadable()}");
    }

    [Fact]
    public void AListIsAnIListAndIsNotCopied()
    {
        double[] values = [1, 2];
        ReadableList<double> list = values.ToReadable();
        Assert.Same(list, list.ToReadable());
        Assert.IsAssignableFrom<IList>(list);
        values[0] = 7;
        Assert.Equal(7, list[0]);
        Assert.Null(((double[]?)null).ToReadable());
    }

    [Fact]
    public void DefinitionsStateTheirTypeAndSettings()
    {
        Assert.Equal("Squash, Size 32", $"{new Squash { Size = 32 }}");
        Assert.Equal("Normalize, Mean [0.5, 0.25, 0.125]", $"{new Normalize { Mean = [0.5, 0.25, 0.125] }}");
        Assert.Equal("Normalize", $"{new Normalize()}");
        Assert.Equal("Squash", new Squash { Size = 32 }.Type);
        Assert.Equal("Milestones", new MilestoneSchedule { Milestones = [3] }.Type);
        Assert.Equal("Layers conv*, LearningRateFactor 0.1",
            $"{new LayerRule { Layers = "conv*", LearningRateFactor = 0.1 }}");
        Assert.Equal("Adam, learning rate 0.001, momentum 0, weight decay 0.0005",
            $"{new OptimizerDefinition { Type = OptimizerType.Adam, LearningRate = 0.001, WeightDecay = 0.0005 }}");
    }
}
