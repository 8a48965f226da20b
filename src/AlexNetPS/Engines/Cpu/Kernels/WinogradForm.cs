namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Winograd's minimal filtering F(m x m, r x r) at 7 x 7 points: a tile of 7 x 7 inputs gives m x m outputs of a kernel
/// of r x r taps, m + r - 1 = 7, with one product for each point instead of one for each output and tap. The points of
/// a side are 0, 1, -1, 1/2, -1/2, 3 and infinity. A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural
/// Networks", 2016.
/// </summary>
/// <param name="Outputs">Outputs per side of a tile, m.</param>
/// <param name="Taps">Taps per side of a kernel, r.</param>
internal readonly record struct WinogradForm(int Outputs, int Taps)
{
    /// <summary>Points per side of a tile.</summary>
    public const int Side = 7;

    /// <summary>Points of a tile.</summary>
    public const int Points = Side * Side;

    /// <summary>Returns the form for a kernel; null if there is none.</summary>
    public static WinogradForm? For(int kernel) => kernel is 3 or 5 ? new(Side + 1 - kernel, kernel) : null;

    /// <summary>Returns the number of tiles along a number of outputs.</summary>
    public int Tiles(int outputs) => (outputs + Outputs - 1) / Outputs;
}
