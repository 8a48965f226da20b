using System.Management.Automation;
using AlexNetPS.Inference.Activations;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Where pictures of images are written: a file for one image, or a folder in which each has the name of its image.
/// </summary>
internal sealed class PictureTarget
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg"];

    private readonly OutputTarget _files;
    private readonly bool _force;
    private readonly string _given;
    private readonly PictureNames _names = new();

    /// <param name="cmdlet">The exporter.</param>
    /// <param name="given">Path as the user wrote it.</param>
    /// <param name="noClobber">An existing file is an error.</param>
    /// <param name="force">Overwrites a read-only file.</param>
    /// <exception cref="ErrorRecordException">It is a file with another extension, or cannot be written.</exception>
    public PictureTarget(AlexNetCmdlet cmdlet, string given, bool noClobber, bool force)
    {
        (_given, _force) = (given, force);
        _files = new(cmdlet, noClobber, force);
        Path = System.IO.Path.GetFullPath(new PathResolver(cmdlet).Full(given));
        string extension = System.IO.Path.GetExtension(Path);
        IsFolder = Directory.Exists(Path) || extension.Length == 0;
        if (!IsFolder)
        {
            Path = _files.Take(given, "A picture", _extensions);
        }
        else if (File.Exists(Path))
        {
            throw new ErrorRecordException(Failure.Record("OutputNotFolder", ErrorCategory.InvalidArgument,
                $"'{Path}' is a file, not a folder.", given, "Name a folder, or a file that ends with .png or .jpg."));
        }
    }

    /// <summary>Full path of the file or folder.</summary>
    public string Path { get; }

    /// <summary>Whether each image has a file of its own.</summary>
    public bool IsFolder { get; }

    /// <summary>Throws if one file cannot hold so many images.</summary>
    public void RequireOneFor(int images)
    {
        if (!IsFolder && images > 1)
        {
            throw new ErrorRecordException(Failure.Record("OutputRepeated", ErrorCategory.InvalidArgument,
                $"'{Path}' is one file, and there is more than one image.", _given,
                "Name a folder, which then has a file for each image."));
        }
    }

    /// <summary>Returns the file for the picture of an image; makes the folder.</summary>
    /// <exception cref="ErrorRecordException">It cannot be written, or it is the image itself.</exception>
    public string For(ActivationMap map)
    {
        if (IsFolder)
        {
            Directory.CreateDirectory(Path);
            return _files.Take(System.IO.Path.Combine(Path, _names.Take(map)));
        }

        if (Path.Equals(map.Path,
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
        {
            throw new ErrorRecordException(Failure.Record("OutputIsInput", ErrorCategory.InvalidArgument,
                $"'{Path}' is the image itself and is not overwritten.", _given, "Name another file, or a folder."));
        }

        return Path;
    }

    /// <summary>Writes a picture to a file that may be read-only.</summary>
    public void Write(string file, Action<string> write) => OutputTarget.WithAccess(file, _force, () => write(file));
}
