namespace AlexNetPS.TorchSharp.Devices;

/// <summary>A point in the work that a device was given; see <see cref="TorchDevice.Mark"/>.</summary>
internal interface IWorkMark : IDisposable
{
    /// <summary>Whether the work before it is known to be done; does not wait.</summary>
    bool IsReached { get; }

    /// <summary>Waits for the work before it, and not for what came later if the device can tell them apart.</summary>
    void Wait();
}
