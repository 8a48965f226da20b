using System.Globalization;
using AlexNetPS.Drawing.Charts;

namespace AlexNetPS.Inference.Projections;

/// <summary>A projection as a chart of points.</summary>
internal static class ProjectionChart
{
    public static Chart Of(EmbeddingProjection projection, string title)
    {
        IReadOnlyList<ProjectionGroup> groups = ProjectionClasses.Of(projection.Points);
        // Smaller groups are in front; the legend has them in the other order, which the list does not need.
        return new(title, new(Axis(projection, 0)), new(Axis(projection, 1)),
        [
            .. groups.Select(group => new ChartSeries(group.Name, [.. group.Points.Select(point => point.X)],
                [.. group.Points.Select(point => point.Y)])
            {
                Kind = SeriesKind.Points,
                Color = group.Color,
            }),
        ])
        {
            Width = 900,
            Height = 640,
            Description = $"Points of {projection.Count.ToString("N0", CultureInfo.InvariantCulture)} images in two "
                + $"dimensions: {title}.",
        };
    }

    public static string Axis(EmbeddingProjection projection, int index) => string.Create(CultureInfo.InvariantCulture,
        $"{(index == 0 ? "First" : "Second")} component ({projection.ExplainedVariance[index] * 100:0.0} % of the variance)");
}
