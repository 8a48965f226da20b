using System.Text;
using System.Xml.Linq;

namespace AlexNetPS.Packing;

/// <summary>A package in the folder of restored packages: what its nuspec says, and its texts.</summary>
internal sealed class RestoredPackage
{
    private static readonly string[] _texts = ["license", "licence", "copying", "notice", "third-party", "thirdparty"];

    private readonly string _folder;
    private readonly XElement _metadata;

    private RestoredPackage(string key, string folder, XElement metadata) =>
        (Key, _folder, _metadata) = (key, folder, metadata);

    /// <summary>"CsvHelper/34.0.0".</summary>
    public string Key { get; }

    /// <summary>Name of the package.</summary>
    public string Name => Value("id");

    /// <summary>Version of the package.</summary>
    public string Version => Value("version");

    /// <summary>Authors; "" if it names none.</summary>
    public string Authors => Value("authors");

    /// <summary>Copyright; "" if it names none.</summary>
    public string Copyright => Value("copyright");

    /// <summary>Address of the project; "" if it names none.</summary>
    public string Address => Value("projectUrl");

    /// <summary>SPDX expression, or what else the package says.</summary>
    public string License => Element("license") is { } license
        ? (string?)license.Attribute("type") == "expression" ? license.Value : $"see {license.Value} below"
        : Value("licenseUrl") is { Length: > 0 } address ? address
        : throw new PackingException($"The package {Key} names no license. Ask its authors, or do without it.");

    /// <summary>Opens a package.</summary>
    /// <exception cref="PackingException">It is not restored.</exception>
    public static RestoredPackage Open(string packages, string key)
    {
        string[] parts = key.ToLowerInvariant().Split('/');
        string folder = Path.Combine(packages, parts[0], parts[1]);
        string nuspec = Path.Combine(folder, parts[0] + ".nuspec");
        return File.Exists(nuspec)
            ? new(key, folder, XElement.Load(nuspec).Elements().First(one => one.Name.LocalName == "metadata"))
            : throw new PackingException($"The package {key} is not in '{packages}'. Restore the solution.");
    }

    /// <summary>Returns the texts about licenses, in the order of their names.</summary>
    public IEnumerable<(string Name, string Text)> Texts() => new DirectoryInfo(_folder).EnumerateFiles()
        .Where(file => file.Name == FileOfLicense || _texts.Any(start =>
            file.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => (file.Name, Text(file.FullName)));

    private string? FileOfLicense => Element("license") is { } license && (string?)license.Attribute("type") == "file"
        ? license.Value
        : null;

    private string Value(string name) => Element(name)?.Value.Trim() ?? "";

    private XElement? Element(string name) => _metadata.Elements().FirstOrDefault(one => one.Name.LocalName == name);

    private static string Text(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF')
                .ReplaceLineEndings("\n").Trim('\n');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes).ReplaceLineEndings("\n").Trim('\n');
        }
    }
}
