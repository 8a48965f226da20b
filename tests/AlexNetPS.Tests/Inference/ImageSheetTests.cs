using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Samples;
using AlexNetPS.SkiaSharp;
using AlexNetPS.SkiaSharp.Text;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Drawing;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Inference;

public class ImageSheetTests
{
    [Fact]
    public void PredictionsHaveBarsWithTheActualClassApart()
    {
        var right = new Prediction("/a/one.jpg", [new(1, "daisy", 0, 0.75f), new(2, "roses", 1, 0.25f)], "daisy", 0);
        var wrong = new Prediction("/a/two.jpg", [new(1, "daisy", 0, 0.75f), new(2, "roses", 1, 0.25f)], "roses", 1);
        var unknown = new Prediction("/a/three.jpg", [new(1, "daisy", 0, 0.75f)], null, null);
        SheetTile[] tiles = [.. new[] { right, wrong, unknown }.Select(one => SheetImage.Of(one).Tile(null, true))];
        Assert.Equal([(true, true), (false, (bool?)null)], tiles[0].Bars.Select(bar => (bar.IsActual, bar.IsRight)));
        Assert.Equal([(false, false), (true, (bool?)null)], tiles[1].Bars.Select(bar => (bar.IsActual, bar.IsRight)));
        Assert.Equal([(false, (bool?)null)], tiles[2].Bars.Select(bar => (bar.IsActual, bar.IsRight)));
        Assert.Equal([["daisy", "one.jpg"], ["roses", "two.jpg"], ["three.jpg"]],
            tiles.Select(tile => tile.Texts.Select(text => text.Text)));
        Assert.Equal(new LegendEntry("/a/two.jpg", "roses", "daisy 75.0 %"), tiles[1].Entry);

        // The bar of the actual class has a color of its own, and all bars are as long as their probability.
        Shape[] shapes = Shapes(tiles, new SkiaPictureRenderer(new FileFonts(() => [])));
        BoxShape[] bars = [.. shapes.OfType<BoxShape>().Where(box => box.Fill is not null && box.Stroke is null)];
        double full = bars.Max(bar => bar.Width);
        Assert.Equal([0.75, 0.25, 0.75, 0.25, 0.75], bars.Where(bar => bar.Width < full).Select(bar => bar.Width / full));
        Ink[] colors = [.. bars.Where(bar => bar.Width < full).Select(bar => bar.Fill!.Value)];
        Assert.Equal([colors[0], colors[1], colors[1], colors[0], colors[1]], colors);
        Assert.NotEqual(colors[0], colors[1]);
        // Percentages end at one place below each other, so that their decimals do.
        TextShape[] percents = [.. shapes.OfType<TextShape>().Where(text => text.Text.EndsWith('%'))];
        Assert.Equal(["75.0 %", "25.0 %", "75.0 %", "25.0 %", "75.0 %"], percents.Select(text => text.Text));
        Assert.All(percents, text => Assert.Equal(TextAnchor.End, text.Anchor));
        Assert.Equal(3, percents.Select(text => text.X).Distinct().Count());
    }

    [Fact]
    public void EachQueryIsARowWithItsNeighbors()
    {
        SimilarImage Neighbor(string query, int rank, string? label) =>
            new($"/q/{query}.jpg", "cat", rank, $"/r/{query}{rank}.jpg", label, rank / 8.0, DistanceMetric.Cosine);
        IReadOnlyList<SheetImage> images = SheetImage.Of([Neighbor("b", 1, "cat"), Neighbor("b", 2, "dog"),
            Neighbor("a", 1, null), Neighbor("b", 3, "cat")]);
        Assert.Equal(["b.jpg", "b1.jpg", "b2.jpg", "b3.jpg", "a.jpg", "a1.jpg"], images.Select(image => image.ToString()));
        Assert.Equal([true, false, false, false, true, false], images.Select(image => image.IsQuery));
        Assert.Equal([null, true, false, true, null, null], images.Select(image => image.IsCorrect));
        Assert.Equal(["cat", "1. distance", "b1.jpg"], images[1].Tile(null, true).Texts.Select(text => text.Text));
        Assert.Equal("0.1250", images[1].Number);

        var pixels = new RgbImage(2, 2, new byte[12]);
        ImageShape[] places = [.. Shapes([.. images.Select(image => image.Tile(pixels, true))],
            new SkiaPictureRenderer(new FileFonts(() => []))).OfType<ImageShape>()];
        Assert.Equal([4, 2], places.GroupBy(place => place.Y).Select(row => row.Count()));
    }

    [Fact]
    public void WithoutAFontImagesHaveNumbersAndALegend()
    {
        using var folder = new TemporaryFolder();
        string latin = Path.Combine(folder.Root, "Latin.ttf");
        BoxFont.Write(latin, "abcdefghijklmnopqrstuvwxyz0123456789 .%…");
        var pixels = new RgbImage(40, 30, new byte[3600]);
        SheetTile[] tiles = [.. new[] { "daisy", "雏菊" }.Select((label, i) =>
            new SheetImage($"/a/{i}.jpg") { Label = label, Top = [new(1, label, 0, 0.5f)] }.Tile(pixels, true))];
        var drawing = new SheetDrawing(new SkiaPictureRenderer(new FileFonts(() => [])), 160);
        ContactSheet sheet = drawing.Draw("flowers", tiles, 0);
        Assert.Contains("no font", sheet.Warning);
        Assert.Equal([new("/a/0.jpg", "daisy", "daisy 50.0 %"), new("/a/1.jpg", "雏菊", "雏菊 50.0 %")], sheet.Legend);
        Assert.Equal(["1", "50.0 %", "2", "50.0 %"],
            sheet.Picture.Shapes.OfType<TextShape>().Select(text => text.Text));

        // With a font for some of the texts, these are there, too.
        var some = new SheetDrawing(new SkiaPictureRenderer(new FileFonts(() => [latin])), 160);
        sheet = some.Draw("flowers", tiles, 0);
        Assert.Contains("Chinese (雏菊)", sheet.Warning);
        Assert.Equal(["flowers", "1", "daisy", "0.jpg", "daisy", "50.0 %", "2", "雏菊", "1.jpg", "雏菊", "50.0 %"],
            sheet.Picture.Shapes.OfType<TextShape>().Select(text => text.Text));
        sheet = some.Draw("flowers", [tiles[0]], 0);
        Assert.Null(sheet.Warning);
        Assert.Empty(sheet.Legend);

        string file = Path.Combine(folder.Root, "sheet.png");
        drawing.Draw("flowers", tiles, 0).Write(file);
        Assert.Equal(["Number,Path,Label,Prediction", "1,/a/0.jpg,daisy,daisy 50.0 %", "2,/a/1.jpg,雏菊,雏菊 50.0 %"],
            File.ReadAllLines(ContactSheet.LegendPath(file), Encoding.UTF8));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void LongCaptionsHaveTwoLinesOfTheTile()
    {
        using var folder = new TemporaryFolder();
        string font = Path.Combine(folder.Root, "Latin.ttf");
        BoxFont.Write(font, "abcdefghijklmnopqrstuvwxyz0123456789 .-%…");
        var renderer = new SkiaPictureRenderer(new FileFonts(() => [font]));
        SheetTile tile = new SheetImage("/a/a-very-long-name-of-a-file-0001.jpg")
        {
            Label = "great white shark and more words than two lines of a tile have room for",
        }.Tile(new RgbImage(1, 1, new byte[3]), true);
        TextShape[] texts = [.. Shapes([tile], renderer).OfType<TextShape>()];
        // Letters are 6.5 wide: 34 of them are in a tile of 224.
        Assert.Equal(["great white shark and more words", "than two lines of a tile have roo…", "a-very-long-name-of-a-file-0001.jpg"
            .Remove(16, 2).Insert(16, "…")], texts.Select(text => text.Text));
        Assert.All(texts, text => Assert.InRange(renderer.TextWidth(text.Text, text.Size), 0, 224));
    }

    [Fact]
    public void ImagesAreReadByTheirPathsOrFromTheirDataset()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("red", 6, 400, 200);
        folder.WriteClass("green", 6, 400, 200, seed: 10);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { ImageSize = 32, CachePath = folder.Cache });
        ImageSample[] samples = [.. dataset.Train.Samples];
        string small = folder.Write("small.jpg", DrawnImage.Jpeg(20, 10, 7)), gone = folder.At("gone.jpg");
        var skipped = new List<SkippedFile>();
        ImageShape[] Shown(ImageSheetOptions? options, params string[] paths) =>
        [
            .. ImageSheet.Compose([.. paths.Select(path => new SheetImage(path))], options, skipped.Add).Picture.Shapes
                .OfType<ImageShape>(),
        ];
        ImageShape[] shown = Shown(null, samples[0].Path, small, gone, samples[1].Path);
        // Large ones are reduced, small ones keep their pixels and are enlarged by a whole number.
        Assert.Equal([(224, 112), (20, 10), (224, 112)], shown.Select(one => (one.Image.Width, one.Image.Height)));
        Assert.Equal([(224.0, 112.0), (220, 110), (224, 112)], shown.Select(one => (one.Width, one.Height)));
        Assert.Equal([gone], skipped.Select(file => file.Path));

        // The dataset has the images whose files are gone, in its size.
        File.Delete(samples[0].Path);
        skipped.Clear();
        Assert.Equal((64, 32), Shown(new() { Dataset = dataset }, samples[0].Path, small)
            .Select(one => (one.Image.Width, one.Image.Height)).First());
        Assert.Empty(skipped);
        Assert.Contains("None of the images", Assert.Throws<ArgumentException>(() => Shown(null, gone)).Message);
        Assert.Contains("1 to 1,000 images, not 1,001", Assert.Throws<ArgumentException>(() => Shown(null,
            [.. Enumerable.Repeat(small, 1001)])).Message);
    }

    private static Shape[] Shapes(IReadOnlyList<SheetTile> tiles, IPictureRenderer renderer) =>
        [.. new SheetDrawing(renderer, 224).Draw("", tiles, 0).Picture.Shapes];
}
