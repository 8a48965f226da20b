namespace AlexNetPS.Formats;

/// <summary>Element types of tensors in files, each read as float32. The names are those of safetensors.</summary>
public enum TensorDataType
{
    /// <summary>IEEE double.</summary>
    F64,

    /// <summary>IEEE single; what is written.</summary>
    F32,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>The upper half of an IEEE single.</summary>
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

    /// <summary>One byte, 0 or 1.</summary>
    BOOL,
}
