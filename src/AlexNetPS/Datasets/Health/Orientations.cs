using System.Runtime.InteropServices;

namespace AlexNetPS.Datasets.Health;

/// <summary>
/// The orientations of an image in which its left is brighter than its right, its top than its bottom, and the first
/// difference is the larger one. Copies of an image under any symmetry of the square have one of them in common, so that
/// one hash is compared for each and not eight.
/// </summary>
/// <remarks>An image whose differences are too small to be told has each of the orientations that they leave open.</remarks>
/// <param name="Signs">
/// One bit for each of the 64 lowest frequencies: whether it is positive. A mirror image has the same coefficients, those
/// of odd frequencies with the other sign.
/// </param>
/// <param name="Standard">One bit for each symmetry that leads to such an orientation.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]   // A part of PerceptualHash, which stores contain.
internal readonly record struct Orientations(ulong Signs, byte Standard)
{
    /// <summary>
    /// Differences up to this are noise: a fixed part of coding, and one in proportion to the contrast.
    /// </summary>
    private const double Noise = 0.75, NoiseOfContrast = 0.03;

    // Index 0 is frequency 1: every second column, or row, from the first.
    private const ulong OddColumns = 0x5555555555555555, OddRows = 0x00FF00FF00FF00FF;

    /// <summary>The symmetries that lead to an orientation, and the bits there.</summary>
    public IEnumerable<(ImageSymmetry Symmetry, ulong Bits)> All
    {
        get
        {
            for (int i = 0; i < ImageSymmetry.Count; i++)
            {
                if ((Standard >> i & 1) != 0)
                    yield return (ImageSymmetry.Of(i), Under(ImageSymmetry.Of(i)));
            }
        }
    }

    /// <param name="values">Coefficients of the cosine transform, frequencies 1 to 8 in both directions.</param>
    /// <param name="x">How much brighter the left is than the right.</param>
    /// <param name="y">How much brighter the top is than the bottom.</param>
    /// <param name="deviation">Contrast.</param>
    public static Orientations Of(ReadOnlySpan<float> values, float x, float y, double deviation)
    {
        double noise = Noise + NoiseOfContrast * deviation;
        int standard = 0;
        for (int i = 0; i < ImageSymmetry.Count; i++)
        {
            ImageSymmetry symmetry = ImageSymmetry.Of(i);
            float across = symmetry.FlipsX ? -x : x, down = symmetry.FlipsY ? -y : y;
            if (across >= -noise && down >= -noise
                && (symmetry.Transposes ? down - across : across - down) >= -2 * noise)
            {
                standard |= 1 << i;
            }
        }

        return new(PerceptualHash.Above(values, 0), (byte)standard);
    }

    /// <summary>Returns the bits of the image under a symmetry.</summary>
    public ulong Under(ImageSymmetry symmetry)
    {
        ulong bits = Signs ^ (symmetry.FlipsX ? OddColumns : 0) ^ (symmetry.FlipsY ? OddRows : 0);
        return symmetry.Transposes ? Transpose(bits) : bits;
    }

    /// <summary>Rows of 8 bits become columns (Warren, "Hacker's Delight", 7-3).</summary>
    private static ulong Transpose(ulong bits)
    {
        ulong swap = (bits ^ bits >> 7) & 0x00AA00AA00AA00AA;
        bits ^= swap ^ swap << 7;
        swap = (bits ^ bits >> 14) & 0x0000CCCC0000CCCC;
        bits ^= swap ^ swap << 14;
        swap = (bits ^ bits >> 28) & 0x00000000F0F0F0F0;
        return bits ^ swap ^ swap << 28;
    }
}
