using System.Runtime.InteropServices;
using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>What libtorch throws, in the words of the contract.</summary>
internal static class DeviceFailure
{
    /// <summary>Whether memory does not suffice, on a GPU or on the host.</summary>
    public static bool IsOutOfMemory(ExternalException failure) =>
        failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || failure.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    /// <summary>A call with a batch of images failed.</summary>
    public static EngineException During(ExternalException failure, int batch, string device) => IsOutOfMemory(failure)
        ? new($"A batch of {batch} images does not fit into the memory of {device}, or no longer does. Use a smaller "
            + "batch size, or free the memory that other programs hold.", failure) { BatchSize = batch }
        : new($"libtorch failed on {device}: {FirstLine(failure)}", failure);

    /// <summary>Tries a batch; where it does not fit, halves of it, to say the largest that does.</summary>
    /// <exception cref="EngineException">It does not fit; or the device fails.</exception>
    public static void CheckFits(int batch, string network, string device, Action<int> attempt)
    {
        if (Fits(batch))
            return;
        int largest = batch / 2;
        while (largest > 0 && !Fits(largest))
            largest /= 2;
        string advice = largest > 0
            ? $"A batch of {largest} does (-BatchSize {largest}); -AutoBatchSize trains with it, and makes as many "
                + $"batches one update as come to {batch}."
            : "Not even one image does.";
        throw new EngineException(
            $"A batch of {batch} images of network '{network}' does not fit into the memory of {device}. {advice}") {
                BatchSize = batch, LargestBatchSize = largest };

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
