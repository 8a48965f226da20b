using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>Small files that the module or another program has written.</summary>
internal static partial class Fixtures
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Seeds");

    /// <summary>Paths of the files of the tests, in a fixed order.</summary>
    public static string[] Paths(string pattern) =>
        [.. Directory.EnumerateFiles(_folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static IEnumerable<byte[]> Files(string pattern) => Paths(pattern).Select(File.ReadAllBytes);

    /// <summary>The network of the fixtures.</summary>
    public static ModelImportOptions Network { get; } =
        new() { Architecture = ArchitectureFile.Load(Path.Combine(_folder, "network.json")) };

    /// <summary>A model of this module, saved or exported with the extension.</summary>
    public static byte[] Own(string scratch, string extension)
    {
        string path = Path.Combine(scratch, "own" + extension);
        AlexNetModel model = AlexNetModel.Load(Path.Combine(_folder, "zip.pth"), Network);
        if (extension == ".safetensors")
            model.Save(path);
        else
            model.Export(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Returns texts as bytes.</summary>
    public static byte[][] Words(params IEnumerable<string> words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Returns the quoted texts of JSON.</summary>
    public static byte[][] Quoted(params IEnumerable<string> texts) => Words(texts
        .SelectMany(text => Quotation().Matches(text).Select(match => match.Value)).Distinct()
        .Concat(["null", "true", "false", "{}", "[]", "-1", "1e999", "\"\"", "\\ud800", ",", ":", "{", "}", "[", "]"]));

    [GeneratedRegex("\"[^\"]{1,60}\"")]
    private static partial Regex Quotation();
}
