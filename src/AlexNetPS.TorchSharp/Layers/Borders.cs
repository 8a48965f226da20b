using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Windows as libtorch takes them: the same border on both sides; or, where that gives another size, one that is added
/// before.
/// </summary>
internal static class Borders
{
    /// <returns>Padding of rows and columns; and what has to be added: left, right, above, below.</returns>
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
