using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>The mean of each image itself, as AlexNet's TensorFlow ports subtract it.</summary>
public class ImageMeanTests
{
    private const int Size = 24;

    public static TheoryData<bool, TransformDefinition[], int> Lists { get; } = new()
    {
        { false, [new ImageMeanSubtract()], 3 },
        { true, [new ImageMeanSubtract { PerChannel = true }], 3 },
        { false, [new ImageMeanSubtract(), new Scale { Factor = 0.25 }, new ChannelOrder { Order = ColorOrder.Bgr }],
            3 },
        { true, [new ChannelOrder { Order = ColorOrder.Bgr }, new Scale { Factor = 0.25 },
            new ImageMeanSubtract { PerChannel = true }, new HorizontalFlip { Probability = 1 }], 3 },
        { false, [new ImageMeanSubtract()], 1 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void ValuesAreThoseOfTheListWithoutItLessTheirMean(bool perChannel, TransformDefinition[] rest, int channels)
    {
        var shape = new TensorShape(channels, Size, Size);
        var with = new TransformPipeline([new CenterCrop { Size = Size }, .. rest], shape);
        var without = new TransformPipeline([new CenterCrop { Size = Size },
            .. rest.Select(t => t is ImageMeanSubtract ? new Scale { Factor = 1 } : t)], shape);
        float[] a = new float[shape.Count], b = new float[shape.Count];
        for (int i = 0; i < 3; i++)
        {
            var image = new PixelView(TransformGoldenTests.Image(41 + i, 37, 3), 41 + i, 37, 3);
            with.Apply(image, a);
            without.Apply(image, b);
            int group = perChannel ? Size * Size : b.Length;
            for (int at = 0; at < a.Length; at++)
            {
                Assert.Equal(b[at] - b.Skip(at / group * group).Take(group).Average(value => (double)value), a[at],
                    1e-3);
            }
        }
    }

    [Fact]
    public void EachViewHasItsOwnMean()
    {
        var pipeline = new TransformPipeline([new Resize { Size = 32 }, new TenCrop { Size = Size },
            new ImageMeanSubtract()], new TensorShape(3, Size, Size));
        float[] values = new float[pipeline.Views * pipeline.ViewLength];
        pipeline.Apply(new PixelView(TransformGoldenTests.Image(50, 40, 3), 50, 40, 3), values);
        for (int view = 0; view < pipeline.Views; view++)
        {
            Assert.Equal(0,
                values.Skip(view * pipeline.ViewLength).Take(pipeline.ViewLength).Average(value => (double)value),
                1e-3);
        }
    }

    public static TheoryData<TransformDefinition[], string> Wrong { get; } = new()
    {
        { [new Squash { Size = 227 }, new ImageMeanSubtract(), new ImageMeanSubtract()],
            "more than one ImageMeanSubtract" },
        { [new Squash { Size = 227 }, new ImageMeanSubtract(), new MeanSubtract { Mean = [1] }],
            "already subtracts a mean" },
        { [new Squash { Size = 227 }, new Normalize { Mean = [0.5], StandardDeviation = [0.5] },
            new ImageMeanSubtract()], "already subtracts a mean" },
        { [new Resize { Size = 256 }, new ImageMeanSubtract(), new CenterCrop { Size = 227 }],
            "CenterCrop after ImageMeanSubtract" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AWrongOrderIsRefused(TransformDefinition[] transforms, string reason)
    {
        Recipe recipe = Recipe.Get("Bvlc") with { EvaluationTransforms = transforms };
        Assert.Contains(reason, Assert.Throws<RecipeException>(recipe.Validate).Message);
    }
}
