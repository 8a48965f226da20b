using static TorchSharp.torch.nn.functional;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>
/// Checks the processor's convolutions. oneDNN keeps channels in blocks of 8 or 16; on some processors it leaves what a
/// block has too many unset, and outputs and gradients contain what was in memory (libtorch 2.6 and 2.10 on AMD's Zen 5).
/// </summary>
/// <param name="Remark">What the device's description adds.</param>
/// <param name="Problem">Why the device cannot be used; null if it can.</param>
internal sealed record ConvolutionCheck(string Remark, string? Problem)
{
    // None fills its blocks.
    private static readonly (int Channels, int Filters, int Kernel, int Stride)[] _cases =
        [(17, 24, 3, 1), (24, 17, 3, 1), (40, 40, 3, 1), (3, 24, 5, 4), (1, 5, 3, 2)];

    /// <summary>Convolution of images with weights, with a border of one pixel.</summary>
    public delegate Tensor Convolution(Tensor images, Tensor weights, int stride);

    /// <summary>Checks, and turns off oneDNN for the whole process if convolutions are wrong with it.</summary>
    public static ConvolutionCheck Run()
    {
        TorchContext? context = NativeTorch.Context();
        // Where it does not support the processor, each convolution that it is tried for writes a warning to the terminal.
        context?.Nnpack = false;
        if (IsRight(LibTorch))
            return new("", null);
        if (context is not null)
        {
            context.OneDnn = false;
            if (IsRight(LibTorch))
                return new(", without oneDNN", null);
        }

        return new("", "Its convolutions are wrong on this processor (oneDNN). Set the environment variable "
            + "ONEDNN_MAX_CPU_ISA to SSE41, and start PowerShell again.");
    }

    /// <summary>Whether outputs and gradients are those of double precision, for which oneDNN has no convolution.</summary>
    public static bool IsRight(Convolution convolve)
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.enable_grad();
        return _cases.All(each => IsRight(convolve, Values(2, each.Channels, 13, 13),
            Values(each.Filters, each.Channels, each.Kernel, each.Kernel), each.Stride));
    }

    /// <summary>libtorch's convolution.</summary>
    public static Tensor LibTorch(Tensor images, Tensor weights, int stride) =>
        conv2d(images, weights, strides: [stride, stride], padding: [1, 1]);

    private static bool IsRight(Convolution convolve, Tensor images, Tensor weights, int stride)
    {
        Tensor[] expected =
            Results(LibTorch, images.to_type(ScalarType.Float64), weights.to_type(ScalarType.Float64), stride);
        FillFreeMemory();
        return Results(convolve, images, weights, stride).Zip(expected).All(pair => IsClose(pair.First, pair.Second));
    }

    // Output, and gradients of its sum of squares.
    private static Tensor[] Results(Convolution convolve, Tensor images, Tensor weights, int stride)
    {
        images = images.detach().requires_grad_();
        weights = weights.detach().requires_grad_();
        Tensor output = convolve(images, weights, stride);
        output.square().sum().backward();
        return [output.detach(), images.grad!, weights.grad!];
    }

    // NaN is not.
    private static bool IsClose(Tensor found, Tensor expected) =>
        (found.to_type(ScalarType.Float64) - expected).abs().max().ToDouble() < 1e-4 * expected.abs().max().ToDouble();

    private static Tensor Values(params long[] shape) =>
        torch.arange(shape.Aggregate((product, size) => product * size), ScalarType.Float32).sin().reshape(shape);

    // What is allocated next is likely to hold values that show.
    private static void FillFreeMemory()
    {
        Tensor[] filled = [.. Enumerable.Range(4, 13).SelectMany(power =>
            Enumerable.Range(0, 4).Select(_ => torch.full([1L << power], float.NaN)))];
        foreach (Tensor tensor in filled)
            tensor.Dispose();
    }
}
