namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// What a library for charts draws: frame, grid and marks at given places, without any text. Coordinates are of the
/// axes; those of a logarithmic axis are logarithms.
/// </summary>
/// <param name="Width">Width in pixels, with the padding.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Frame">The rectangle of the data, in pixels.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Marks">The marks, the lowest first.</param>
internal sealed record Plot(int Width, int Height, PlotFrame Frame, PlotAxis X, PlotAxis Y,
    IReadOnlyList<PlotMark> Marks);

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct PlotFrame(double Left, double Top, double Width, double Height);

/// <summary>Range and ticks of an axis.</summary>
internal sealed record PlotAxis(double From, double To, IReadOnlyList<double> Ticks);

/// <summary>A mark of a plot.</summary>
internal abstract record PlotMark(Ink Color);

/// <summary>A line from point to point, of which there are at least two.</summary>
internal sealed record PlotLine(Ink Color, IReadOnlyList<DrawnPoint> Points, double Width, bool Dashed)
    : PlotMark(Color);

/// <summary>Points.</summary>
/// <param name="Color">Color.</param>
/// <param name="Points">Their centers.</param>
/// <param name="Shape">Their shape.</param>
/// <param name="Size">Their size in pixels.</param>
/// <param name="IsRing">Whether only the outline is drawn.</param>
internal sealed record PlotMarkers(Ink Color, IReadOnlyList<DrawnPoint> Points, MarkerShape Shape, double Size,
    bool IsRing = false) : PlotMark(Color);

/// <summary>Bars from 0.</summary>
/// <param name="Color">Color.</param>
/// <param name="Points">Center and height of each.</param>
/// <param name="Width">Width in coordinates.</param>
internal sealed record PlotBars(Ink Color, IReadOnlyList<DrawnPoint> Points, double Width) : PlotMark(Color);
