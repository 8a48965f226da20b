namespace AlexNetPS.Formats;

/// <summary>
/// Element types of tensors in files, converted to float32 when read. The names are those of safetensors.
/// </summary>
public enum TensorDataType : long
{
    /// <summary>IEEE float64 (double precision).</summary>
    F64,

    /// <summary>IEEE float32 (single precision); the type that is written.</summary>
    F32,

    /// <summary>IEEE float16 (half precision).</summary>
    F16,

    /// <summary>bfloat16, the upper half of an IEEE float32.</summary>
    BF16,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Boolean: one byte, 0 or 1.</summary>
    BOOL,
}
