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

    [Fact]
    public void LinesAimAt120ColumnsAndNeverExceed140()
    {
        (string File, int Number, string Text)[] lines =
        [
            .. from folder in new[] { "src", "tests", "examples" }
               from file in SourceTree.Files(Path.Combine(SourceTree.Root, folder))
               from line in File.ReadLines(file).Index()
               where line.Item.Length > 0
               select (file, line.Index + 1, line.Item),
        ];
        Assert.Empty(lines.Where(line => line.Text.Length > 140)
            .Select(line => $"{Path.GetRelativePath(SourceTree.Root, line.File)}:{line.Number}"));
        Assert.InRange(lines.Count(line => line.Text.Length > 120), 0, lines.Length / 100);
    }

    private static string[] Projects() =>
        [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "AlexNetPS.*Tests.csproj",
            SearchOption.AllDirectories))
        .Select(path => Path.GetDirectoryName(path)!)];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();
}
