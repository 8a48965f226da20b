using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace Quickstart;

/// <summary>A small labelled picture set, drawn: filled shapes of random size, place and colour on noisy ground.</summary>
internal static class DrawnPictures
{
    private const int Edge = 96;

    private static readonly (string Name, Func<double, double, bool> Covers)[] Shapes =
    [
        ("circle", (x, y) => x * x + y * y < 1),
        ("cross", (x, y) => Math.Abs(x) < 0.35 && Math.Abs(y) < 1 || Math.Abs(y) < 0.35 && Math.Abs(x) < 1),
        ("ring", (x, y) => x * x + y * y is < 1 and > 0.4),
        ("square", (x, y) => Math.Abs(x) < 0.85 && Math.Abs(y) < 0.85),
        ("triangle", (x, y) => y < 0.8 && y > 1.8 * Math.Abs(x) - 1),
    ];

    /// <summary>Draws train/ and val/ with one folder a shape.</summary>
    public static void Write(string folder, int trainPerClass, int validationPerClass)
    {
        for (int shape = 0; shape < Shapes.Length; shape++)
        {
            for (int i = 0; i < trainPerClass + validationPerClass; i++)
            {
                string split = i < trainPerClass ? "train" : "val";
                string target = Path.Combine(folder, split, Shapes[shape].Name);
                Directory.CreateDirectory(target);
                ImageEncoder.WritePng(Path.Combine(target, $"{i:D4}.png"), Draw(shape, (uint)i).View);
            }
        }
    }

    private static RgbImage Draw(int shape, uint picture)
    {
        var random = new RandomStream(0, RandomPurpose.Drawing, (uint)shape, picture);
        double radius = random.Uniform(0, 18, 40), cx = random.Uniform(1, radius, Edge - radius), cy = random.Uniform(2, radius, Edge - radius);
        int[] ground = [random.Integer(3, 256), random.Integer(4, 256), random.Integer(5, 256)];
        // Far enough from the ground in every channel to be seen.
        int[] ink = [(ground[0] + 90 + random.Integer(6, 76)) % 256, (ground[1] + 90 + random.Integer(7, 76)) % 256, (ground[2] + 90 + random.Integer(8, 76)) % 256];

        byte[] pixels = new byte[Edge * Edge * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % Edge, y = i / 3 / Edge;
            int colour = (Shapes[shape].Covers((x - cx) / radius, (y - cy) / radius) ? ink : ground)[i % 3];
            pixels[i] = (byte)Math.Clamp(colour + random.Integer((uint)(16 + i), 41) - 20, 0, 255);
        }

        return new RgbImage(Edge, Edge, pixels);
    }
}
