using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Filters;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Inference.Filters;

public sealed class FilterPictureTests
{
    [Fact]
    public void TowersHaveNamesAndTheirFilters()
    {
        AlexNetModel model = TowerModel.Of(groups: 2);
        Picture picture = FilterPicture.OfWeights(model, scale: 1);
        string[] texts = Texts(picture);
        Assert.Equal("conv1 of towers", texts[0]);
        Assert.Equal("8 filters of 3x3x3: their weights as colors, 0 is gray, each scaled to its largest weight.",
            string.Join(' ', texts[1..^2]));
        Assert.Equal(["Tower 1: filters 1 to 4", "Tower 2: filters 5 to 8"], texts[^2..]);

        // The tiles of both, beside each other, are those of the image without names.
        RgbImage all = FilterImage.Draw(model, scale: 1);
        ImageShape[] towers = [.. picture.Shapes.OfType<ImageShape>()];
        Assert.Equal([(17, 5), (17, 5)], towers.Select(tower => (tower.Image.Width, tower.Image.Height)));
        for (int y = 0; y < 5; y++)
        {
            for (int x = 0; x < 2 * 16 * 3; x++)
            {
                Assert.Equal(all.Pixels[y * all.Width * 3 + x],
                    towers[x / 48].Image.Pixels[y * 17 * 3 + x % 48]);
            }
        }

        Assert.True(towers[0].Y + towers[0].Height < towers[1].Y);
    }

    [Fact]
    public void ANetworkWithoutGroupsHasNoTowers()
    {
        Picture picture = FilterPicture.OfWeights(TowerModel.Of(groups: 1));
        Assert.DoesNotContain(Texts(picture), text => text.StartsWith("Tower", StringComparison.Ordinal));
        Assert.Single(picture.Shapes.OfType<ImageShape>());
    }

    [Fact]
    public void BareIsTheImage()
    {
        AlexNetModel model = TowerModel.Of(groups: 2);
        Picture picture = FilterPicture.OfWeights(model, scale: 3, bare: true);
        RgbImage expected = FilterImage.Draw(model, scale: 3), drawn = Pictures.Renderer.Render(picture);
        Assert.Equal((expected.Width, expected.Height), (drawn.Width, drawn.Height));
        Assert.Equal(expected.Pixels, drawn.Pixels);
    }

    [Theory]
    [InlineData("Paper"), InlineData("HalfWidth"), InlineData("Mnist28"), InlineData("OneTower")]
    public void TheScaleSuitsTheSize(string preset)
    {
        FilterLayer layer = FilterLayer.Of(NetworkArchitecture.Get(preset), null);
        int width = (16 * (layer.Layer.WeightShape[2] + 1) + 1) * FilterImage.SuitableScale(layer);
        Assert.InRange(width, 750, 1200);
    }

    [Fact]
    public void WeightsOfALaterLayerAreNotDrawn()
    {
        string message = Assert.Throws<ArgumentException>(
            () => FilterPicture.OfWeights(TowerModel.Of(groups: 2), "conv2")).Message;
        Assert.Contains("conv2", message);
        Assert.Contains("-Dataset", message);
        Assert.Throws<ArgumentException>(() => FilterImage.Draw(TowerModel.Of(groups: 2), "conv2"));
    }

    [Fact]
    public void EachFilterHasANumberAndAPlaceForEachImage()
    {
        AlexNetModel model = TowerModel.Of(groups: 2);
        var image = new RgbImage(2, 2, new byte[12]);
        StrongestInput[] two = [new("a", "a", 2, 0, 0, image), new("b", "b", 1, 0, 0, image)];
        IReadOnlyList<StrongestInput>[] inputs = [two, two, [], two, [two[0]], two];
        Picture picture = FilterPicture.OfStrongest(model, "conv2", inputs, "flowers (Validation)");
        string[] texts = Texts(picture);
        Assert.Equal("conv2 of towers", texts[0]);
        Assert.Contains("flowers (Validation)", string.Join(' ', texts));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], texts.Where(text => text.Length == 1));
        Assert.Equal(2, texts.Count(text => text.StartsWith("Tower", StringComparison.Ordinal)));
        Assert.Equal((9, 3), (picture.Shapes.OfType<ImageShape>().Count(), picture.Shapes.OfType<BoxShape>().Count()));
        Assert.DoesNotContain(FilterPicture.OfStrongest(model, "conv2", inputs, "", bare: true).Shapes, s => s is TextShape);
        Assert.Throws<ArgumentException>(() => FilterPicture.OfStrongest(model, "conv1", inputs, ""));
    }

    private static string[] Texts(Picture picture) => [.. picture.Shapes.OfType<TextShape>().Select(text => text.Text)];
}
