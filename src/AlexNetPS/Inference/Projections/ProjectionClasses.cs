using System.Globalization;

namespace AlexNetPS.Inference.Projections;

/// <summary>
/// Classes of a projection as groups that can be told apart: the largest ones, and one group for the images of all
/// others.
/// </summary>
internal static class ProjectionClasses
{
    /// <summary>Most classes with a color of their own.</summary>
    public const int Most = 20;

    // Every seventh color of the palette is the dark one, which is for the other classes.
    private const int Colors = 7, Dark = 6;

    /// <summary>Returns the groups, by descending number of images, the others last.</summary>
    public static IReadOnlyList<ProjectionGroup> Of(IReadOnlyList<ProjectedImage> points)
    {
        IGrouping<string?, ProjectedImage>[] classes = [.. points.GroupBy(point => point.Label)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)];
        IGrouping<string?, ProjectedImage>[] named = [.. classes.Where(group => group.Key is not null)];
        // One class more needs no more room than "1 other class".
        int shown = named.Length <= Most ? named.Length : Most - 1;
        List<ProjectionGroup> groups = [.. named.Take(shown)
            .Select((group, i) => new ProjectionGroup(group.Key!, Color(i), [.. group]))];
        if (shown < named.Length)
        {
            groups.Add(new(string.Create(CultureInfo.InvariantCulture, $"{named.Length - shown:N0} other classes"), Dark,
                [.. named.Skip(shown).SelectMany(group => group)]));
        }

        if (classes.FirstOrDefault(group => group.Key is null) is { } unnamed)
            groups.Add(new(named.Length == 0 ? "Images" : "No class", named.Length == 0 ? 0 : Dark, [.. unnamed]));
        return groups;
    }

    private static int Color(int position) => position + position / (Colors - 1);
}

/// <summary>Images of a projection with one color.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Color">Position in the palette of charts.</param>
/// <param name="Points">The images.</param>
internal sealed record ProjectionGroup(string Name, int Color, IReadOnlyList<ProjectedImage> Points);
