namespace AlexNetPS.Mpi.Sums;

/// <summary>How values are sent.</summary>
internal unsafe interface IWireFormat
{
    /// <summary>Bytes of a value.</summary>
    static abstract int Bytes { get; }

    /// <summary>Writes values as they are sent.</summary>
    static abstract void Write(float* values, byte* wire, int count);

    /// <summary>Reads values that were sent.</summary>
    static abstract void Read(byte* wire, float* values, int count);

    /// <summary>Adds values that were sent to a sum.</summary>
    static abstract void Add(byte* wire, float* sum, int count);
}
