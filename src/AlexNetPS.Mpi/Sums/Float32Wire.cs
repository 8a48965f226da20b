using System.Numerics;

namespace AlexNetPS.Mpi.Sums;

/// <summary>Values as they are.</summary>
internal readonly unsafe struct Float32Wire : IWireFormat
{
    public static int Bytes => sizeof(float);

    public static void Write(float* values, byte* wire, int count) =>
        Buffer.MemoryCopy(values, wire, (long)count * Bytes, (long)count * Bytes);

    public static void Read(byte* wire, float* values, int count) =>
        Buffer.MemoryCopy(wire, values, (long)count * Bytes, (long)count * Bytes);

    public static void Add(byte* wire, float* sum, int count)
    {
        float* values = (float*)wire;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(sum + i) + Vector.Load(values + i)).Store(sum + i);
        for (; i < count; i++)
            sum[i] += values[i];
    }
}
