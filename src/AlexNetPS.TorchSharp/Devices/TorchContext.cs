using System.Runtime.InteropServices;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>
/// Switches of libtorch's context (at::Context) that TorchSharp lacks: of the libraries by which it convolves on the
/// processor. They are the whole process's. The functions have the names that the compilers of Windows and of other systems
/// form.
/// </summary>
internal sealed unsafe class TorchContext
{
    private readonly nint _context, _getOneDnn, _setOneDnn, _setNnpack;

    private TorchContext(nint context, nint getOneDnn, nint setOneDnn, nint setNnpack) =>
        (_context, _getOneDnn, _setOneDnn, _setNnpack) = (context, getOneDnn, setOneDnn, setNnpack);

    /// <summary>Whether convolutions are oneDNN's (torch.backends.mkldnn.enabled); libtorch's own otherwise.</summary>
    public bool OneDnn
    {
        get => ((delegate* unmanaged<nint, byte>)_getOneDnn)(_context) != 0;
        set => Set(_setOneDnn, value);
    }

    /// <summary>Whether NNPACK is tried for convolutions that oneDNN leaves (torch.backends.nnpack).</summary>
    public bool Nnpack
    {
        set => Set(_setNnpack, value);
    }

    /// <param name="library">The loaded library of libtorch for the processor (torch_cpu).</param>
    /// <returns>Null if the library lacks a function.</returns>
    public static TorchContext? Find(nint library)
    {
        nint context = Function("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ");
        nint getOneDnn = Function("_ZNK2at7Context17userEnabledMkldnnEv", "?userEnabledMkldnn@Context@at@@QEBA_NXZ");
        nint setOneDnn = Function("_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z");
        nint setNnpack = Function("_ZN2at7Context20setUserEnabledNNPACKEb", "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z");
        return context == 0 || getOneDnn == 0 || setOneDnn == 0 || setNnpack == 0
            ? null
            : new(((delegate* unmanaged<nint>)context)(), getOneDnn, setOneDnn, setNnpack);

        nint Function(string name, string windowsName) =>
            NativeLibrary.TryGetExport(library, OperatingSystem.IsWindows() ? windowsName : name, out nint address)
                ? address
                : 0;
    }

    private void Set(nint function, bool value) =>
        ((delegate* unmanaged<nint, byte, void>)function)(_context, value ? (byte)1 : (byte)0);
}
