namespace AlexNetPS.Networks;

/// <summary>A sliding window resolved along one axis of its input; the only code that rounds output sizes.</summary>
/// <param name="Input">Input rows (or columns).</param>
/// <param name="Kernel">Window size.</param>
/// <param name="Stride">Stride.</param>
/// <param name="Before">Padding before the first value.</param>
/// <param name="After">Padding after the last value; larger if the last window extends beyond it (ceil mode).</param>
/// <param name="Output">Number of windows.</param>
public readonly record struct Window(int Input, int Kernel, int Stride, int Before, int After, int Output)
{
    /// <summary>Returns the values of the input that are in a window: the first, and the one after the last.</summary>
    internal (int First, int End) ValuesOf(int output)
    {
        int start = output * Stride - Before;
        return (Math.Max(0, start), Math.Min(Input, start + Kernel));
    }

    /// <summary>Returns the windows that contain a value of the input: the first, and the one after the last.</summary>
    internal (int First, int End) WindowsOf(int input)
    {
        int before = input + Before - Kernel;
        return (before < 0 ? 0 : before / Stride + 1, Math.Min(Output, (input + Before) / Stride + 1));
    }

    /// <summary>Resolves a window. <c>Output &lt; 1</c> means that it does not fit.</summary>
    /// <remarks>
    /// Ceil mode follows cuda-convnet2 (output = 1 + ceil((2p + size - k) / stride)), with the rule of Caffe and
    /// PyTorch that
    /// a window may not start in the padding after the last value.
    /// </remarks>
    public static Window Resolve(int input, int kernel, int stride, WindowPadding padding, bool ceilMode)
    {
        // In 64 bits: a size that overflows 32 bits must not wrap around to a small number.
        if (padding.Same)
        {
            long windows = ((long)input + stride - 1) / stride;
            long total = Math.Max((windows - 1) * stride + kernel - input, 0);
            return new(input, kernel, stride, checked((int)(total / 2)), checked((int)(total - total / 2)),
                checked((int)windows));
        }

        long slack = (long)input + padding.Before + padding.After - kernel;
        if (slack < 0)
            return new(input, kernel, stride, padding.Before, padding.After, 0);
        long output = (ceilMode ? (slack + stride - 1) / stride : slack / stride) + 1;
        if (ceilMode && (output - 1) * stride >= (long)input + padding.Before)
            output--;
        long after = Math.Max(padding.After, (output - 1) * stride + kernel - input - padding.Before);
        return new(input, kernel, stride, padding.Before, checked((int)after), checked((int)output));
    }
}
