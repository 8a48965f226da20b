namespace AlexNetPS.Engines.Cpu.Simd;

/// <summary>
/// One value per register: the reference for the other instruction sets, and the fallback for processors without vector
/// registers.
/// </summary>
internal readonly unsafe struct ScalarSimd : ISimd<float>
{
    public static int Width => 1;

    public static int TilePixels => 6;

    public static float Load(float* source) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static float Splat(float value) => value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float MultiplyAdd(float left, float right, float addend) => left * right + addend;

    public static float Divide(float left, float right) => left / right;

    public static float SquareRoot(float value) => MathF.Sqrt(value);

    public static float InverseSquareRoot(float value) => 1 / MathF.Sqrt(value);

    public static float Max(float left, float right) => left > right ? left : right;

    public static float WhereGreater(float left, float right, float yes, float no) => left > right ? yes : no;

    public static float WhereEqual(float left, float right, float yes, float no) => left == right ? yes : no;

    public static float LoadBytes(byte* source) => *source;

    public static void StoreBytes(float value, byte* destination) => *destination = (byte)value;
}
