using System.Text.RegularExpressions;

namespace AlexNetPS.Tests.Structure;

/// <summary>Rules of the source that no compiler checks.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void ANamespaceIsItsFolder()
    {
        string[] wrong =
        [
            .. from project in Projects()
               from file in SourceTree.Files(project)
               let declared = NamespacePattern().Match(File.ReadAllText(file)).Groups[1].Value
               let folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!)
                   .Replace(Path.DirectorySeparatorChar, '.')
               let expected = folder == "." ? Path.GetFileName(project) : $"{Path.GetFileName(project)}.{folder}"
               where declared.Length > 0 && declared != expected
               select $"{Path.GetRelativePath(SourceTree.Root, file)}: {declared}",
        ];
        Assert.Empty(wrong);
    }

    private static string[] Projects() =>
        [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "AlexNetPS.*Tests.csproj",
            SearchOption.AllDirectories))
        .Select(path => Path.GetDirectoryName(path)!)];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();
}
