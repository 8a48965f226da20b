using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Converts windows to libtorch's padding: the same padding on both sides or, if that results in another size, padding
/// added before the layer.
/// </summary>
internal static class Borders
{
    /// <returns>Padding of rows and columns, and padding to add first: left, right, top, bottom.</returns>
    public static (long[] Padding, long[]? Added) Of(Window rows, Window columns, bool ceilMode = false) =>
        IsSymmetric(rows, ceilMode) && IsSymmetric(columns, ceilMode)
            ? ([rows.Before, columns.Before], null)
            : ([0, 0], [columns.Before, Needed(columns), rows.Before, Needed(rows)]);

    private static bool IsSymmetric(Window window, bool ceilMode)
    {
        if (window.Before * 2 > window.Kernel)
            return false;
        return Window.Resolve(window.Input, window.Kernel, window.Stride, new(window.Before, window.Before),
            ceilMode).Output == window.Output;
    }

    private static int Needed(Window window) =>
        Math.Max(0, (window.Output - 1) * window.Stride + window.Kernel - window.Input - window.Before);
}
