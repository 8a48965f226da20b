namespace AlexNetPS.Engines.Cpu.Simd;

/// <summary>
/// Vector operations of the kernels. A kernel is one generic method over this interface; the JIT compiles it once per
/// instruction set. <see cref="ScalarSimd"/> is the reference for the others.
/// </summary>
/// <typeparam name="V">The register type: <see cref="System.Runtime.Intrinsics.Vector512{T}"/> down to a plain
/// float.</typeparam>
internal unsafe interface ISimd<V>
    where V : unmanaged
{
    /// <summary>Values per register; divides the 16 channels of a block.</summary>
    static abstract int Width { get; }

    /// <summary>
    /// Pixels of a register tile of two registers of channels, chosen so that no accumulator is spilled.
    /// </summary>
    static abstract int TilePixels { get; }

    static abstract V Load(float* source);

    static abstract void Store(V value, float* destination);

    static abstract V Splat(float value);

    static abstract V Add(V left, V right);

    static abstract V Subtract(V left, V right);

    static abstract V Multiply(V left, V right);

    /// <summary>left * right + addend, with one rounding if the processor supports it.</summary>
    static abstract V MultiplyAdd(V left, V right, V addend);

    static abstract V Divide(V left, V right);

    static abstract V SquareRoot(V value);

    /// <summary>1 / sqrt(value) to within two units in the last place.</summary>
    static abstract V InverseSquareRoot(V value);

    /// <summary>The larger value; right if left is NaN.</summary>
    static abstract V Max(V left, V right);

    /// <summary>left &gt; right ? yes : no, element by element.</summary>
    static abstract V WhereGreater(V left, V right, V yes, V no);

    /// <summary>left == right ? yes : no, element by element.</summary>
    static abstract V WhereEqual(V left, V right, V yes, V no);

    /// <summary>Loads bytes as floats, 0 to 255.</summary>
    static abstract V LoadBytes(byte* source);

    /// <summary>Stores whole numbers 0 to 255 as bytes.</summary>
    static abstract void StoreBytes(V value, byte* destination);
}
