using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Randomness;

namespace AlexNetPS.Inference.Projections;

/// <summary>
/// A projection as a picture of its images, small, at their places. Where images overlap, one is shown; which does not
/// depend on their order by class.
/// </summary>
internal static class ProjectionThumbnails
{
    private const double Width = 1200, Height = 860, Edge = 10, Top = 52, LineHeight = 20, TextSize = 12, Outline = 2;

    public static Picture Of(EmbeddingProjection projection, string title, ProjectionOptions options,
        Action<SkippedFile> onError, CancellationToken cancellation)
    {
        int side = options.ThumbnailSize;
        IReadOnlyList<ProjectionGroup> groups = ProjectionClasses.Of(projection.Points);
        (ProjectedImage Image, DrawnPoint At)[] shown = Thinned(projection.Points, side);
        string[] paths = [.. shown.Select(one => one.Image.Path)];
        RgbImage?[] pixels = new SheetImages(paths, null, side).Read(paths, options.Threads, onError, cancellation);
        Dictionary<string, Ink> colors = groups.SelectMany(group =>
                group.Points.Select(point => (point.Path, Ink: ChartPalette.Color(group.Color))))
            .DistinctBy(one => one.Path).ToDictionary(one => one.Path, one => one.Ink);
        var shapes = new List<Shape> { new TextShape(Edge, 20, Fit(title, 15), 15, ChartPalette.Text, Bold: true) };
        shapes.Add(new TextShape(Edge, 40, Fit($"Across: {Lower(ProjectionChart.Axis(projection, 0))}. Up: "
            + $"{Lower(ProjectionChart.Axis(projection, 1))}.", TextSize), TextSize, ChartPalette.Muted));
        foreach (((ProjectedImage image, DrawnPoint at), RgbImage? small) in shown.Zip(pixels))
        {
            if (small is null)
                continue;
            (double x, double y) = (Math.Round(at.X - small.Width / 2.0), Math.Round(at.Y - small.Height / 2.0));
            shapes.Add(new ImageShape(x, y, small.Width, small.Height, small));
            shapes.Add(new BoxShape(x, y, small.Width, small.Height, null, colors[image.Path], StrokeWidth: Outline));
        }

        double bottom = Legend(shapes, groups, Top + Height + 8);
        int drawn = pixels.Count(small => small is not null);
        string note = string.Create(CultureInfo.InvariantCulture, $"{drawn:N0} of {projection.Count:N0} images are shown")
            + (drawn < projection.Count ? ": one where several would overlap." : ".");
        shapes.Add(new TextShape(Edge, bottom + 14, note, TextSize, ChartPalette.Muted));
        return new(Width, bottom + LineHeight + 4, shapes)
        {
            Background = ChartPalette.Paper,
            Description = $"{title}. {note}",
        };
    }

    private static double Legend(List<Shape> shapes, IReadOnlyList<ProjectionGroup> groups, double top)
    {
        if (groups.Count < 2)
            return top;
        double widest = groups.Max(group => TextEstimate.Width(group.Name, TextSize)) + 36, room = Width - 2 * Edge;
        int columns = Math.Clamp((int)(room / widest), 1, groups.Count);
        double width = columns == 1 ? room : widest;
        int rows = (groups.Count + columns - 1) / columns;
        for (int i = 0; i < groups.Count; i++)
        {
            double x = Edge + i / rows * width, y = top + i % rows * LineHeight;
            shapes.Add(new BoxShape(x + 2, y + 3, 14, 12, null, ChartPalette.Color(groups[i].Color), StrokeWidth: 3));
            shapes.Add(new TextShape(x + 24, y + 14, TextEstimate.Fit(groups[i].Name, TextSize, width - 28), TextSize,
                ChartPalette.Text));
        }

        return top + rows * LineHeight + 2;
    }

    // In an order that is drawn, so that no class is in front of the others.
    private static (ProjectedImage Image, DrawnPoint At)[] Thinned(IReadOnlyList<ProjectedImage> points, int side)
    {
        (double From, double To) x = (points.Min(point => point.X), points.Max(point => point.X));
        (double From, double To) y = (points.Min(point => point.Y), points.Max(point => point.Y));
        int[] order = [.. Enumerable.Range(0, points.Count)];
        new RandomStream(0, RandomPurpose.Projection, 1).Shuffle(order.AsSpan());
        var taken = new Dictionary<(int, int), DrawnPoint>();
        var shown = new List<(ProjectedImage, DrawnPoint)>();
        double half = side / 2.0, room = side + 2 * Outline;
        foreach (int i in order)
        {
            var at = new DrawnPoint(Edge + half + Share(points[i].X, x) * (Width - 2 * Edge - side),
                Top + half + (1 - Share(points[i].Y, y)) * (Height - side));
            (int column, int row) = ((int)(at.X / room), (int)(at.Y / room));
            // A cell holds one image at most, because two in it would overlap.
            bool isFree = !Enumerable.Range(column - 1, 3).Any(c => Enumerable.Range(row - 1, 3).Any(r =>
                taken.TryGetValue((c, r), out DrawnPoint other)
                && Math.Abs(other.X - at.X) < room && Math.Abs(other.Y - at.Y) < room));
            if (!isFree)
                continue;
            taken[(column, row)] = at;
            shown.Add((points[i], at));
        }

        return [.. shown];
    }

    private static double Share(double value, (double From, double To) range) =>
        range.To > range.From ? (value - range.From) / (range.To - range.From) : 0.5;

    private static string Fit(string text, double size) => TextEstimate.Fit(text, size, Width - 2 * Edge);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
