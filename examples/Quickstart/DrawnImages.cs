using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace Quickstart;

/// <summary>A small labeled dataset of drawn patterns with random period, phase and colors, and some noise.</summary>
internal static class DrawnImages
{
    private const int Edge = 96;

    /// <summary>Patterns of period 1: whether a point has the first of two colors.</summary>
    private static readonly (string Name, Func<double, double, bool> IsInk)[] _patterns =
    [
        ("checks", (x, y) => Half(x) ^ Half(y)),
        ("columns", (x, _) => Half(x)),
        ("diagonals", (x, y) => Half((x + y) / Math.Sqrt(2))),
        ("dots", (x, y) => Square(Fraction(x) - 0.5) + Square(Fraction(y) - 0.5) < 0.1),
        ("rows", (_, y) => Half(y)),
    ];

    /// <summary>Draws train/ and val/ with one folder per pattern.</summary>
    public static void Write(string folder, int trainPerClass, int validationPerClass)
    {
        for (int pattern = 0; pattern < _patterns.Length; pattern++)
        {
            string name = _patterns[pattern].Name;
            for (int i = 0; i < trainPerClass + validationPerClass; i++)
            {
                string target = Path.Combine(folder, i < trainPerClass ? "train" : "val", name);
                Directory.CreateDirectory(target);
                ImageEncoder.WritePng(Path.Combine(target, $"{name}-{i:D3}.png"), Draw(pattern, (uint)i).View);
            }
        }
    }

    private static RgbImage Draw(int pattern, uint image)
    {
        var random = new RandomStream(0, RandomPurpose.Drawing, (uint)pattern, image);
        double period = random.Uniform(0, 10, 22), shiftX = random.Uniform(1, 0, 1), shiftY = random.Uniform(2, 0, 1);
        int[] ground = [random.Integer(3, 256), random.Integer(4, 256), random.Integer(5, 256)];
        // Differs visibly from the ground in every channel.
        int[] ink = [
            .. ground.Select((level, channel) => (level + 90 + random.Integer((uint)(6 + channel), 76)) % 256)];

        byte[] pixels = new byte[Edge * Edge * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = i / 3 % Edge / period + shiftX, y = i / 3 / Edge / period + shiftY;
            int level = (_patterns[pattern].IsInk(x, y) ? ink : ground)[i % 3];
            pixels[i] = (byte)Math.Clamp(level + random.Integer((uint)(16 + i), 41) - 20, 0, 255);
        }

        return new RgbImage(Edge, Edge, pixels);
    }

    private static double Fraction(double x) => x - Math.Floor(x);

    private static bool Half(double x) => Fraction(x) < 0.5;

    private static double Square(double x) => x * x;
}
