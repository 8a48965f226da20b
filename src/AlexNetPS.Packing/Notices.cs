using System.Text;

namespace AlexNetPS.Packing;

/// <summary>
/// The notices of the packages in the module: name, version, license and files of each, and the texts that the package
/// carries.
/// </summary>
internal static class Notices
{
    private static readonly string _line = new('-', 80);

    /// <summary>Returns the notices.</summary>
    /// <param name="files">Full paths of the module's files from other projects.</param>
    /// <param name="packages">Folder of the restored packages.</param>
    /// <exception cref="PackingException">A file is of no known package.</exception>
    public static string Of(IEnumerable<string> files, string packages)
    {
        ShippedFile[] shipped = [.. files.Select(file => ShippedFile.Of(file, packages)).OfType<ShippedFile>()
            .Where(file => file.Package is not null)];
        var text = new StringBuilder("THIRD-PARTY NOTICES\n\nAlexNetPS is under the MIT license (LICENSE). The module "
            + "also has files of these packages, unchanged and each\nunder a license of its own:\n\n");
        RestoredPackage[] used = [.. shipped.Select(file => file.Package!).Distinct(StringComparer.Ordinal)
            .Select(package => RestoredPackage.Open(packages, package)).OrderBy(package => package.Name,
                StringComparer.OrdinalIgnoreCase)];
        foreach (RestoredPackage package in used)
            text.Append($"- {package.Name} {package.Version}: {package.License}\n");
        Dictionary<string, string> written = new(StringComparer.Ordinal);
        foreach (RestoredPackage package in used)
        {
            text.Append($"\n{_line}\n{package.Name} {package.Version}\n{_line}\n\n");
            text.Append($"License: {package.License}\n");
            if (package.Copyright.Length > 0)
                text.Append($"Copyright: {package.Copyright}\n");
            if (package.Authors.Length > 0)
                text.Append($"Authors: {package.Authors}\n");
            if (package.Address.Length > 0)
                text.Append($"Address: {package.Address}\n");
            text.Append("Files:\n");
            foreach (string name in shipped.Where(file => file.Package == package.Key).Select(file => file.Name)
                .Distinct().Order(StringComparer.Ordinal))
            {
                text.Append($"  {name}\n");
            }

            foreach ((string name, string content) in package.Texts())
            {
                string source = $"{name} of {package.Name} {package.Version}";
                text.Append(written.TryAdd(content, source)
                    ? $"\n{source}:\n\n{content}\n"
                    : $"\n{source} is the same as {written[content]}.\n");
            }
        }

        return text.ToString();
    }
}
