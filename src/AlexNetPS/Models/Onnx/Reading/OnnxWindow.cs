using AlexNetPS.Networks;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>The window of a convolution or a pool, the same along rows and columns.</summary>
internal readonly record struct OnnxWindow(int Kernel, int Stride, WindowPadding Padding, bool CeilMode)
{
    /// <summary>What <see cref="Of"/> needs, in messages.</summary>
    public const string Needed = "a square window with equal strides, without dilation, is needed";

    /// <summary>Reads the attributes; null if they are those of another window.</summary>
    /// <param name="step">The operator.</param>
    /// <param name="kernel">Kernel size if the weights give it; 0 otherwise.</param>
    /// <param name="input">Shape of the input.</param>
    public static OnnxWindow? Of(OnnxOperator step, int kernel, TensorShape input)
    {
        if (!Two(step.Integers("kernel_shape") ?? (kernel > 0 ? [kernel, kernel] : null), out int size)
            || (kernel > 0 && size != kernel) || !Two(step.Integers("strides") ?? [1, 1], out int stride)
            || !Two(step.Integers("dilations") ?? [1, 1], out int dilation) || dilation != 1
            || step.Integers("output_shape") is not null || Pads(step, size, stride, input) is not { } padding)
        {
            return null;
        }

        return new(size, stride, padding, step.Integer("ceil_mode", 0) != 0);
    }

    private static WindowPadding? Pads(OnnxOperator step, int kernel, int stride, TensorShape input)
    {
        switch (step.Text("auto_pad", "NOTSET"))
        {
            case "SAME_UPPER":
                return WindowPadding.SameSize;
            case "SAME_LOWER":
                Window same = Window.Resolve(input.Height, kernel, stride, WindowPadding.SameSize, false);
                return input.Height == input.Width ? new(same.After, same.Before) : null;
            case "VALID":
                return default(WindowPadding);
            case "NOTSET" or "":
                return (step.Integers("pads") ?? [0, 0, 0, 0]) is [>= 0 and <= LayerLimits.Window, >= 0,
                    >= 0 and <= LayerLimits.Window, >= 0] pads && pads[0] == pads[1] && pads[2] == pads[3]
                    ? new((int)pads[0], (int)pads[2])
                    : null;
            default:
                return null;
        }
    }

    private static bool Two(IReadOnlyList<long>? sizes, out int size)
    {
        bool isWindow = sizes is [>= 1 and <= LayerLimits.Window, _] && sizes[0] == sizes[1];
        size = isWindow ? (int)sizes![0] : 0;
        return isWindow;
    }
}
