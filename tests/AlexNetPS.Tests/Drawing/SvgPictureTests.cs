using System.Xml.Linq;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Drawing;

public sealed class SvgPictureTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void EachShapeIsAnElementInOrder()
    {
        XElement svg = Drawn(new BoxShape(1, 2, 30.5, 4, new Ink(255, 0, 16, 128), Ink.Dark, Radius: 3),
            new LineShape([new(0, 0), new(10, 0)], Ink.Dark, 2, Dashed: true),
            new AreaShape([new(0, 0), new(1, 0), new(0, 1)], null, Ink.Dark),
            new TextShape(5, 6, "conv1", 12, Ink.Dark, TextAnchor.Middle, Bold: true));
        Assert.Equal(["title", "desc", "rect", "rect", "polyline", "polygon", "text"],
            svg.Elements().Select(element => element.Name.LocalName));
        XElement box = svg.Elements(_svg + "rect").Last();
        Assert.Equal(("30.5", "#ff0010", "0.502", "3"),
            (box.Attribute("width")!.Value, box.Attribute("fill")!.Value, box.Attribute("fill-opacity")!.Value,
                box.Attribute("rx")!.Value));
        Assert.Equal("8 6", svg.Element(_svg + "polyline")!.Attribute("stroke-dasharray")!.Value);
        Assert.Equal("none", svg.Element(_svg + "polygon")!.Attribute("fill")!.Value);
        XElement text = svg.Element(_svg + "text")!;
        Assert.Equal(("conv1", "middle", "bold"),
            (text.Value, text.Attribute("text-anchor")!.Value, text.Attribute("font-weight")!.Value));
    }

    [Fact]
    public void NamesAreTextWhateverIsInThem()
    {
        const string Name = "<script>alert('1')</script> & \"ünï\" 犬 🐕 \u0001 \uD83D";
        var picture = new Picture(10, 10, [new TextShape(0, 0, Name, 12, Ink.Dark)])
        {
            Title = Name,
            Description = Name,
        };
        string file = SvgPicture.Of(picture);
        Assert.DoesNotContain("<script", file);
        XElement svg = XElement.Parse(file);
        Assert.All([svg.Element(_svg + "title")!, svg.Element(_svg + "desc")!, svg.Element(_svg + "text")!], element =>
            Assert.Equal("<script>alert('1')</script> & \"ünï\" 犬 🐕 \\u0001 \uFFFD", element.Value));
        Assert.Equal("img", svg.Attribute("role")!.Value);
    }

    [Fact]
    public void AnArrowPointsWhereItsLineEnds()
    {
        XElement head = Drawn(new LineShape([new(0, 0), new(0, 50)], Ink.Dark, 2, Arrow: true)).Element(_svg + "polygon")!;
        Assert.Equal("0,50 -6,40 6,40", head.Attribute("points")!.Value);

        // The last part of a line may have no length.
        head = Drawn(new LineShape([new(0, 0), new(0, 50), new(0, 50)], Ink.Dark, 2, Arrow: true))
            .Element(_svg + "polygon")!;
        Assert.Equal("0,50 -6,40 6,40", head.Attribute("points")!.Value);
    }

    [Fact]
    public void ImagesAreWithin()
    {
        XElement image = Drawn(new ImageShape(0, 0, 8, 4, new RgbImage(2, 1, [1, 2, 3, 250, 251, 252]), Sharp: true))
            .Element(_svg + "image")!;
        string[] address = image.Attribute("href")!.Value.Split(',');
        Assert.Equal("data:image/png;base64", address[0]);
        Assert.Equal([1, 2, 3, 250, 251, 252], ImageCodecs.Decode(Convert.FromBase64String(address[1])).Pixels);
        Assert.Contains("pixelated", image.Attribute("style")!.Value);
    }

    [Fact]
    public void TheRendererDrawsHeadsAndDashesToo()
    {
        RgbImage image = Pictures.Renderer.Render(new Picture(40, 60,
            [new LineShape([new(20, 0), new(20, 50)], new Ink(0, 0, 0), 2, Arrow: true, Dashed: true)]));
        byte At(int x, int y) => image.Pixels[(y * 40 + x) * 3];

        // The head is 12 wide where it begins; the line has dashes of 8 and gaps of 6.
        Assert.Equal((0, 0, 255), (At(16, 41), At(23, 41), At(12, 41)));
        Assert.Equal((0, 255, 0), (At(20, 4), At(20, 11), At(20, 18)));
    }

    private static XElement Drawn(params Shape[] shapes) =>
        XElement.Parse(SvgPicture.Of(new Picture(100, 80, shapes) { Title = "a", Description = "b" }));
}
