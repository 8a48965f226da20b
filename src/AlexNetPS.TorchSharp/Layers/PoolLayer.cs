using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Pooling of windows, whose padding is libtorch's if that is symmetric, else a border of its own.</summary>
internal abstract class PoolLayer : TorchLayer
{
    private protected PoolLayer(NetworkLayer layer)
        : base(layer)
    {
        var pool = (PoolDefinition)layer.Definition;
        Kernel = [pool.Kernel, pool.Kernel];
        Stride = [pool.Stride, pool.Stride];
        (Padding, Border) = Borders.Of(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape), pool.CeilMode);
        CeilMode = pool.CeilMode && Border is null;
    }

    /// <summary>Rows and columns of a window, and the distances of windows.</summary>
    protected long[] Kernel { get; }

    /// <inheritdoc cref="Kernel"/>
    protected long[] Stride { get; }

    /// <summary>Symmetric padding of rows and columns.</summary>
    protected long[] Padding { get; }

    /// <summary>Left, right, top and bottom padding; null if <see cref="Padding"/> is enough.</summary>
    protected long[]? Border { get; }

    /// <summary>Whether libtorch rounds sizes up.</summary>
    protected bool CeilMode { get; }
}
