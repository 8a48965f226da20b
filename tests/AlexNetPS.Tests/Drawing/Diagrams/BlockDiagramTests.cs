using System.Xml.Linq;
using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Drawing.Diagrams;

public sealed class BlockDiagramTests
{
    [Theory]
    [MemberData(nameof(Networks.All), MemberType = typeof(Networks))]
    public void NothingIsAboveAnythingElse(string kind)
    {
        Picture picture = NetworkDiagram.Draw(Networks.Odd(kind));
        BoxShape[] boxes = [.. picture.Shapes.OfType<BoxShape>()];
        BoxShape[] texts = [.. picture.Shapes.OfType<TextShape>().Where(text => text.Text.Length > 0).Select(Layouts.Around)];
        Assert.All(boxes.Concat(texts), box => Assert.True(box.X >= 0 && box.Y >= 0
            && box.X + box.Width <= picture.Width && box.Y + box.Height <= picture.Height, $"{box}"));
        Layouts.AssertApart(boxes);
        Layouts.AssertApart(texts);

        // A text is in a box or beside all.
        Assert.All(texts, text => Assert.All(boxes, box => Assert.True(!Layouts.Overlap(text, box) || (text.X >= box.X
            && text.Y >= box.Y && text.X + text.Width <= box.X + box.Width && text.Y + text.Height <= box.Y + box.Height),
            $"{text} {box}")));
    }

    [Fact]
    public void EachLayerHasItsSettingsShapeAndCounts()
    {
        NetworkDefinition network = NetworkArchitecture.Get("Paper");
        string[] texts = [.. NetworkDiagram.Draw(network).Shapes.OfType<TextShape>().Select(text => text.Text)];
        foreach (NetworkLayer layer in network.ResolvedLayers)
        {
            Assert.Contains(texts, text => text == layer.Name || text.StartsWith($"{layer.Name}: ", StringComparison.Ordinal));
            Assert.Contains($"{layer.OutputShape}", texts);
        }

        // 11x11x3 x 96 + 96, 5x5x48 x 256 + 256 and so on: section 3.5 of the paper.
        Assert.Equal(1, texts.Count(text => text == "34,944"));
        Assert.Equal(1, texts.Count(text => text == "307,456"));
        Assert.Equal(2, texts.Count(text => text == "48 filters 11x11x3"));
        Assert.Equal(2, texts.Count(text => text == "128 filters 5x5x48"));
        Assert.Equal(2, texts.Count(text => text == "stride 1, padding 2, 2 groups"));
        Assert.Equal(2, texts.Count(text => text == "192 filters 3x3x256"));
        Assert.Equal(2 * 3, texts.Count(text => text.EndsWith(", reads both", StringComparison.Ordinal)));
        Assert.Contains(texts, text => text.StartsWith("60,965,224 parameters (243.9 MB", StringComparison.Ordinal));
        Assert.Contains("1,000 classes", texts);
    }

    [Fact]
    public void LayersOfTheCifarNetworksHaveTheirSettings()
    {
        string[] texts = [.. NetworkDiagram.Draw(Networks.Odd("layers of the CIFAR networks")).Shapes.OfType<TextShape>()
            .Select(text => text.Text)];
        Assert.Equal(2, texts.Count(text => text == "4 filters 3x3x8"));
        Assert.Contains(texts, text => text.StartsWith("stride 1, padding 1, own ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("norm: response ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("5x5 pixels", StringComparison.Ordinal)
            || text.Contains("over 5x5", StringComparison.Ordinal));
        Assert.Contains("pool: average pooling 3x3, stride 2", texts);
    }

    [Fact]
    public void LinesBetweenTowersAreRed()
    {
        static int Red(string preset) => NetworkDiagram.Draw(NetworkArchitecture.Get(preset)).Shapes
            .OfType<LineShape>().Count(line => line.Stroke == LayerColors.Crossing);

        Assert.Equal(2 * 3, Red("Paper"));
        Assert.Equal(0, Red("Ungrouped"));
    }

    [Fact]
    public void TheSvgNamesTheNetworkAndEveryLayer()
    {
        NetworkDefinition network = NetworkArchitecture.Get("HalfWidth");
        XElement svg = XElement.Parse(SvgPicture.Of(NetworkDiagram.Draw(network)));
        string[] named = [.. svg.Elements().Take(2).Select(element => element.Value)];
        Assert.Equal("HalfWidth", named[0]);
        Assert.All(network.Layers, layer => Assert.Contains(layer.Name, named[1]));
    }
}
