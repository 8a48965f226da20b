using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Drawing.Diagrams;

public sealed class PaperDiagramTests
{
    [Theory]
    [MemberData(nameof(Networks.All), MemberType = typeof(Networks))]
    public void TextsAndBoxesAreApart(string kind)
    {
        Picture picture = NetworkDiagram.Draw(Networks.Odd(kind), DiagramStyle.Paper);
        BoxShape[] texts = [.. picture.Shapes.OfType<TextShape>().Select(Layouts.Around)];
        BoxShape[] solids = [.. picture.Shapes.OfType<AreaShape>().Chunk(3)
            .Select(faces => Bounds(faces.SelectMany(face => face.Points)))];
        Assert.All(texts.Concat(solids), box => Assert.True(box.X >= 0 && box.Y >= 0
            && box.X + box.Width <= picture.Width && box.Y + box.Height <= picture.Height, $"{box}"));
        Layouts.AssertApart([.. texts, .. solids]);
    }

    [Fact]
    public void ThePapersFigureHasTwoRowsThatCross()
    {
        Picture picture = NetworkDiagram.Draw(NetworkArchitecture.Get("Paper"), DiagramStyle.Paper);
        string[] texts = [.. picture.Shapes.OfType<TextShape>().Select(text => text.Text)];
        foreach (string size in new[] { "48x55x55", "128x27x27", "192x13x13", "128x13x13", "2048" })
            Assert.True(texts.Count(text => text == size) >= 2, size);
        Assert.Contains("1000", texts);
        Assert.Equal(2 * 3, picture.Shapes.OfType<LineShape>().Count(line => line.Stroke == LayerColors.Crossing));

        // The input, two boxes for each of seven layers, the last layer; three faces each.
        Assert.Equal((1 + 14 + 1) * 3, picture.Shapes.OfType<AreaShape>().Count());
    }

    private static BoxShape Bounds(IEnumerable<DrawnPoint> points)
    {
        DrawnPoint[] all = [.. points];
        double left = all.Min(point => point.X), top = all.Min(point => point.Y);
        return new(left, top, all.Max(point => point.X) - left, all.Max(point => point.Y) - top, null);
    }
}
