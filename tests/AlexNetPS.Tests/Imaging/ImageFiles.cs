using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Imaging;

/// <summary>
/// The committed images, and what Pillow makes of them (tests/peers/imaging_goldens.py writes both).
/// </summary>
internal static class ImageFiles
{
    public const int Width = 40, Height = 30;

    public static readonly string Folder =
        Path.Combine(SourceTree.Root, "tests", "AlexNetPS.Tests", "Imaging", "Images");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));
}
