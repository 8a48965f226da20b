using System.Runtime.InteropServices;
using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>Converts exceptions of libtorch to those of the engine interface.</summary>
internal static class DeviceFailure
{
    /// <summary>Whether memory is insufficient, on a GPU or on the host.</summary>
    public static bool IsOutOfMemory(ExternalException failure) =>
        failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || failure.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    /// <summary>Returns the exception of a failed call with a batch of images.</summary>
    public static EngineException During(ExternalException failure, int batch, string device) => IsOutOfMemory(failure)
        ? new($"A batch of {batch} images does not fit into the memory of {device}, or no longer fits. Use a smaller "
            + "batch size, or free memory used by other programs.", failure)
        { BatchSize = batch }
        : new($"libtorch failed on {device}: {FirstLine(failure)}", failure);

    /// <summary>Tries a batch. If it does not fit, tries halves of it, to report the largest that fits.</summary>
    /// <exception cref="EngineException">The batch does not fit, or the device fails.</exception>
    public static void CheckFits(int batch, string network, string device, Action<int> attempt)
    {
        if (Fits(batch))
            return;
        int largest = batch / 2;
        while (largest > 0 && !Fits(largest))
            largest /= 2;
        string advice = largest > 0
            ? $"Use -BatchSize {largest}, or -AutoBatchSize to accumulate gradients up to {batch}."
            : "Not even one image fits.";
        throw new EngineException(
            $"A batch of {batch} images of network '{network}' does not fit into the memory of {device}. {advice}")
        {
            BatchSize = batch,
            LargestBatchSize = largest
        };

        bool Fits(int size)
        {
            try
            {
                attempt(size);
                return true;
            }
            catch (ExternalException e) when (IsOutOfMemory(e))
            {
                return false;
            }
            catch (ExternalException e)
            {
                throw During(e, size, device);
            }
        }
    }

    private static string FirstLine(ExternalException failure) => failure.Message.Split('\n')[0].Trim();
}
