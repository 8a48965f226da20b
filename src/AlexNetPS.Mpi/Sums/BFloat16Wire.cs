using System.Numerics;

namespace AlexNetPS.Mpi.Sums;

/// <summary>The upper half of a float32, rounded to nearest even; NaN stays NaN, and infinity infinity.</summary>
internal readonly unsafe struct BFloat16Wire : IWireFormat
{
    private const uint Infinity = 0x7F800000, Quiet = 0x00400000;

    public static int Bytes => sizeof(ushort);

    public static void Write(float* values, byte* wire, int count)
    {
        uint* bits = (uint*)values;
        ushort* halves = (ushort*)wire;
        int lanes = Vector<uint>.Count;
        int i = 0;
        for (; i <= count - (2 * lanes); i += 2 * lanes)
            Vector.Narrow(Round(Vector.Load(bits + i)), Round(Vector.Load(bits + i + lanes))).Store(halves + i);
        for (; i < count; i++)
            halves[i] = (ushort)Round(new Vector<uint>(bits[i]))[0];
    }

    public static void Read(byte* wire, float* values, int count)
    {
        ushort* halves = (ushort*)wire;
        int lanes = Vector<uint>.Count;
        int i = 0;
        for (; i <= count - (2 * lanes); i += 2 * lanes)
        {
            Vector.Widen(Vector.Load(halves + i), out Vector<uint> low, out Vector<uint> high);
            Vector.AsVectorSingle(low << 16).Store(values + i);
            Vector.AsVectorSingle(high << 16).Store(values + i + lanes);
        }

        for (; i < count; i++)
            values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    public static void Add(byte* wire, float* sum, int count)
    {
        ushort* halves = (ushort*)wire;
        int lanes = Vector<uint>.Count;
        int i = 0;
        for (; i <= count - (2 * lanes); i += 2 * lanes)
        {
            Vector.Widen(Vector.Load(halves + i), out Vector<uint> low, out Vector<uint> high);
            (Vector.Load(sum + i) + Vector.AsVectorSingle(low << 16)).Store(sum + i);
            (Vector.Load(sum + i + lanes) + Vector.AsVectorSingle(high << 16)).Store(sum + i + lanes);
        }

        for (; i < count; i++)
            sum[i] += BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    private static Vector<uint> Round(Vector<uint> bits)
    {
        Vector<uint> nearest = bits + new Vector<uint>(0x7FFF) + ((bits >>> 16) & Vector<uint>.One);
        Vector<uint> isNaN = Vector.GreaterThan(bits & new Vector<uint>(0x7FFFFFFF), new Vector<uint>(Infinity));
        return Vector.ConditionalSelect(isNaN, bits | new Vector<uint>(Quiet), nearest) >>> 16;
    }
}
