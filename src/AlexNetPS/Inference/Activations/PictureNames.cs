using AlexNetPS.Formats.Files;

namespace AlexNetPS.Inference.Activations;

/// <summary>
/// Names of the files of a folder: that of the image with what is drawn, so that it is not the image's own, and with a
/// number if another image has that name.
/// </summary>
public sealed class PictureNames
{
    // Names that differ in case only are one file on some systems.
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns "NAME-gradcam.png" or "NAME-LAYER.png".</summary>
    public string Take(ActivationMap map)
    {
        string name = Path.GetFileName(map.Path);
        // An image in an archive is ARCHIVE#MEMBER, and a member has no extension that has to be one.
        string stem = FileNames.Portable(name.Contains('#', StringComparison.Ordinal) ? name
            : Path.GetFileNameWithoutExtension(name));
        string kind = map.Method == ActivationMethod.GradCam ? "gradcam" : FileNames.Portable(map.Layer);
        string free = $"{stem}-{kind}.png";
        for (int number = 2; !_taken.Add(free); number++)
            free = $"{stem}-{kind}-{number}.png";
        return free;
    }
}
