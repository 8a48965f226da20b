using System.Text.RegularExpressions;

namespace AlexNetPS.Mpi.Binding;

/// <summary>Name and version of a library, from the text of MPI_Get_library_version.</summary>
internal static partial class LibraryVersion
{
    /// <summary>"MPICH Version:\t4.0.2\nMPICH Release date: ..." is "MPICH 4.0.2".</summary>
    public static string Parse(string text)
    {
        string line = text.TrimStart().Split('\n', '\0', ',')[0];
        Match match = Pattern().Match(line);
        return match.Success ? $"{match.Groups["name"].Value} {match.Groups["version"].Value}" : line.Trim();
    }

    // "Open MPI v4.1.4", "MPICH Version: 4.0.2", "Intel(R) MPI Library 2021.5 for Linux* OS", "Microsoft MPI
    // 10.1.12498.18", "MPI VERSION    : CRAY MPICH version 8.1.4".
    [GeneratedRegex(@"^(MPI VERSION\s*:\s*)?(?<name>.+?)(\s+version)?:?\s+v?(?<version>\d[\w.]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
