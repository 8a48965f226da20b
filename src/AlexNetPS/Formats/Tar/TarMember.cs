namespace AlexNetPS.Formats.Tar;

/// <summary>A file in a tar.</summary>
/// <param name="Name">As the archive says, with '/'.</param>
/// <param name="Offset">Of its first byte in the file that holds the tar.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsCutOff">Whether the archive ends before the member does.</param>
internal readonly record struct TarMember(string Name, long Offset, long Length, bool IsCutOff);
