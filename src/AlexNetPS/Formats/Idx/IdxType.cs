namespace AlexNetPS.Formats.Idx;

/// <summary>Types of the values of an IDX file: the third byte of the file.</summary>
internal enum IdxType
{
    UnsignedByte = 0x08,
    SignedByte = 0x09,
    Int16 = 0x0B,
    Int32 = 0x0C,
    Float32 = 0x0D,
    Float64 = 0x0E,
}
