using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Layouts.Archives;

/// <summary>Reads the files of a compressed tar that describe a dataset.</summary>
internal static class PackedFiles
{
    /// <inheritdoc cref="PackedTar.Read"/>
    /// <exception cref="DatasetException">The archive is damaged, or larger than such an archive can be.</exception>
    public static Dictionary<string, byte[]> Read(string path, Func<string, bool> wanted, long maximumBytes)
    {
        try
        {
            return PackedTar.Read(path, wanted, maximumBytes);
        }
        catch (FormatException e)
        {
            throw new DatasetException(e.Message, e);
        }
    }
}
