using System.Globalization;
using System.Xml.Linq;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Projections;

namespace AlexNetPS.Tests.Inference.Projections;

public sealed class ProjectionFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void ATableHasPathClassAndPlace()
    {
        var projection = EmbeddingProjection.Of(EmbeddingProjectionTests.Embeddings(30, 5, 3));
        string file = Path.Combine(_folder, "map.csv");
        ProjectionFile.Write(file, projection);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal("path,label,x,y", lines[0]);
        Assert.Equal(31, lines.Length);
        string[] cells = lines[2].Split(',');
        Assert.Equal(["/images/1.png", "class 1"], cells[..2]);
        Assert.Equal(projection.Points[1].X, double.Parse(cells[2], CultureInfo.InvariantCulture));
        Assert.Equal(projection.Points[1].Y, double.Parse(cells[3], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(20, 20, false)]
    [InlineData(21, 20, true)]
    [InlineData(500, 20, true)]
    public void ALegendIsBounded(int classes, int entries, bool hasOthers)
    {
        var projection = EmbeddingProjection.Of(EmbeddingProjectionTests.Embeddings(classes * 2, 4, classes));
        IReadOnlyList<ProjectionGroup> groups = ProjectionClasses.Of(projection.Points);
        Assert.Equal(entries, groups.Count);
        Assert.Equal(hasOthers, groups[^1].Name == $"{classes - 19} other classes");
        Assert.Equal(classes * 2, groups.Sum(group => group.Points.Count));
        Assert.Equal(entries, groups.Select(group => group.Color).Distinct().Count());

        string file = Path.Combine(_folder, "map.svg");
        ProjectionFile.Write(file, projection, new() { Title = "A <b>title</b>" });
        string text = string.Join('\n', XDocument.Load(file).Descendants().Where(one => one.Name.LocalName == "text")
            .Select(one => one.Value));
        Assert.Contains("A <b>title</b>", text);
        Assert.Contains(groups[^1].Name, text);
        Assert.Contains("% of the variance", text);
    }

    [Fact]
    public void ThumbnailsDoNotOverlap()
    {
        FeatureEmbedding[] embeddings = [.. Enumerable.Range(0, 60).Select(i =>
        {
            string path = Path.Combine(_folder, $"{i}.png");
            byte[] pixels = [.. Enumerable.Repeat((byte)(i * 4), 40 * 20 * 3)];
            ImageEncoder.WritePng(path, new PixelView(pixels, 40, 20, 3));
            // Twenty places of three images each.
            return new FeatureEmbedding(path, i % 2 == 0 ? "even" : "odd", "fc7", [i % 20, i % 20 % 7, i / 20 * 1e-3f]);
        })];
        foreach (int gone in (int[])[0, 20, 40])
            File.Delete(embeddings[gone].Path);
        List<string> skipped = [];
        var projection = EmbeddingProjection.Of(FeatureSet.Of(embeddings));
        Picture picture = ProjectionThumbnails.Of(projection, "Map", new() { ThumbnailSize = 32 },
            file => skipped.Add(file.Path), default);

        ImageShape[] images = [.. picture.Shapes.OfType<ImageShape>()];
        Assert.Equal(19, images.Length);
        Assert.Single(skipped);
        Assert.All(images, image => Assert.Equal((32, 16), (image.Width, image.Height)));
        Assert.DoesNotContain(images, one => images.Any(other => other != one
            && Math.Abs(one.X - other.X) < 32 && Math.Abs(one.Y - other.Y) < 16));
        Assert.All(images, image => Assert.InRange(image.X, 0, picture.Width - 32));
        string[] texts = [.. picture.Shapes.OfType<TextShape>().Select(text => text.Text)];
        Assert.Contains("even", texts);
        Assert.Contains(texts, text => text.StartsWith("19 of 60 images are shown", StringComparison.Ordinal));

        string file = Path.Combine(_folder, "map.png");
        ProjectionFile.Write(file, projection, new() { Thumbnails = true, ThumbnailSize = 32 }, _ => { });
        Assert.Equal((int)picture.Width * 2, ImageCodecs.Read(file).Width);
        Assert.Throws<DatasetException>(() => ProjectionFile.Write(file, projection,
            new() { Thumbnails = true, ThumbnailSize = 32 }));
    }
}
