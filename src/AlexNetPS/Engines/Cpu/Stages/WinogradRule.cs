using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Which convolutions are computed by Winograd's minimal filtering: a fixed rule of shapes, the same for every batch,
/// so that a network computes the same bits wherever it runs on an instruction set.
/// </summary>
internal static class WinogradRule
{
    // With fewer channels the transforms cost more than the products save. Measured from 48 channels on.
    private const int LeastChannels = 48;

    /// <summary>Returns the form for a layer; null if it is computed directly.</summary>
    public static WinogradForm? For(ConvolutionDefinition definition, TensorShape input, TensorShape output)
    {
        int channels = Math.Min(input.Channels, output.Channels) / definition.Groups;
        if (definition.Stride != 1 || channels < LeastChannels || WinogradForm.For(definition.Kernel) is not { } form)
            return null;
        // At least half of the products are saved, also where tiles reach over the edge.
        long products = (long)form.Tiles(output.Height) * form.Tiles(output.Width) * WinogradForm.Points;
        long direct = (long)output.Height * output.Width * definition.Kernel * definition.Kernel;
        return 2 * products <= direct ? form : null;
    }
}
