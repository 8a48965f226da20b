using AlexNetPS.Drawing.Charts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Reports.Sections;

/// <summary>A chart or another figure, for formats that show pictures.</summary>
/// <param name="Chart">The figure.</param>
internal sealed record ReportChart(Figure Chart) : ReportBlock;

/// <summary>Images with captions, for formats that show pictures.</summary>
/// <param name="Items">The images, in their order.</param>
internal sealed record ReportGallery(IReadOnlyList<ReportImage> Items) : ReportBlock
{
    /// <summary>What the images are; null if the section says it.</summary>
    public string? Caption { get; init; }
}

/// <summary>An image of a report.</summary>
/// <param name="Image">The image.</param>
/// <param name="Description">What it shows, for those who cannot see it.</param>
/// <param name="Lines">Lines below it.</param>
internal sealed record ReportImage(RgbImage Image, string Description, IReadOnlyList<IReadOnlyList<ReportCell>> Lines)
{
    /// <summary>Pixels of the longer side of a thumbnail.</summary>
    public const int ThumbnailSide = 160;

    /// <summary>Most pixels of the longer side: a larger image is reduced.</summary>
    public int LongestSide { get; init; } = ThumbnailSide;

    /// <summary>Whether it has edges that a JPEG would blur.</summary>
    public bool IsDrawing { get; init; }
}
