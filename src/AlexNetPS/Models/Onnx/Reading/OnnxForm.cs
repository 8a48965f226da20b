using AlexNetPS.Networks;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>How the values of an image lie in the graph; the order is the same in all.</summary>
internal enum OnnxForm : long
{
    /// <summary>[batch, channels, height, width].</summary>
    Planes,

    /// <summary>[batch, channels, height x width].</summary>
    Columns,

    /// <summary>[batch, values].</summary>
    Flat,
}

/// <summary>The forms that Reshape and Squeeze give.</summary>
internal static class OnnxForms
{
    /// <summary>Returns the form after an operator.</summary>
    /// <exception cref="FormatException">The operator moves values between images, channels or pixels.</exception>
    public static OnnxForm After(OnnxOperator step, OnnxValues values, TensorShape shape, OnnxForm form)
    {
        long[]? wanted = step.Type == "Squeeze"
            ? shape is { Height: 1, Width: 1 } ? [values.Batch, shape.Channels] : null
            : step.Integers("shape")?.ToArray() ?? (step.Inputs.Count > 1 ? values.Integers(step.Inputs[1]) : null);
        long[] from = Dimensions(form, shape, values.Batch);
        if (wanted is not null)
        {
            bool copies = step.Integer("allowzero", 0) == 0;
            long[] sizes = [.. wanted.Select((size, i) => size == 0 && copies && i < from.Length ? from[i] : size)];
            foreach (OnnxForm to in new[] { OnnxForm.Flat, OnnxForm.Planes, OnnxForm.Columns })
            {
                if (Is(sizes, Dimensions(to, shape, values.Batch)))
                    return to;
            }
        }

        throw new FormatException($"its operator {step} is not read: it makes "
            + $"[{(wanted is null ? "?" : string.Join(", ", wanted))}] of images of {shape}");
    }

    private static long[] Dimensions(OnnxForm form, TensorShape shape, long batch) => form switch
    {
        OnnxForm.Flat => [batch, shape.Count],
        OnnxForm.Columns => [batch, shape.Channels, (long)shape.Height * shape.Width],
        _ => [batch, shape.Channels, shape.Height, shape.Width],
    };

    // One size may be left open, -1; an open batch is -1 itself.
    private static bool Is(long[] sizes, long[] known) => sizes.Length == known.Length
        && sizes.Zip(known).All(pair => pair.First == pair.Second || pair.First == -1)
        && sizes.Skip(1).Count(size => size == -1) + (sizes[0] == -1 && known[0] != -1 ? 1 : 0) <= 1;
}
