using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AlexNetPS.Packing;

/// <summary>
/// A package without what differs between two packings of the same files: order, times and attributes of its entries,
/// random names and ids, and the program that packed.
/// </summary>
internal static class NormalPackage
{
    private const string CoreFolder = "package/services/metadata/core-properties/", CoreName = "properties.psmdcp";

    private const string Relations = "_rels/.rels";

    // A regular file that its owner writes and everybody reads.
    private const int Attributes = unchecked((int)(0x81A4u << 16));

    private static readonly DateTimeOffset _time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a package again, aside, and renames it.</summary>
    public static void Rewrite(string path)
    {
        string beside = path + ".tmp";
        using (ZipArchive source = ZipFile.OpenRead(path))
        using (FileStream file = File.Create(beside))
        using (var target = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in source.Entries.Select(Normal).OrderBy(one => one.Name,
                StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = target.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = _time;
                entry.ExternalAttributes = Attributes;
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        File.Move(beside, path, overwrite: true);
    }

    private static (string Name, byte[] Content) Normal(ZipArchiveEntry entry)
    {
        string name = entry.FullName;
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return name == Relations ? (name, Edit(content, NameRelations))
            : name.StartsWith(CoreFolder, StringComparison.Ordinal) ? (CoreFolder + CoreName, Edit(content, DropPacker))
            : (name, content.ToArray());
    }

    private static byte[] Edit(MemoryStream content, Action<XElement> edit)
    {
        content.Position = 0;
        XElement root = XElement.Load(content);
        edit(root);
        using var edited = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (XmlWriter writer = XmlWriter.Create(edited, settings))
            root.Save(writer);
        return edited.ToArray();
    }

    private static void NameRelations(XElement relations)
    {
        foreach (XElement relation in relations.Elements())
        {
            string target = (string?)relation.Attribute("Target") ?? "";
            if (target.StartsWith("/" + CoreFolder, StringComparison.Ordinal))
                target = $"/{CoreFolder}{CoreName}";
            relation.SetAttributeValue("Target", target);
            relation.SetAttributeValue("Id",
                "R" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..16]);
        }

        XElement[] sorted =
            [.. relations.Elements().OrderBy(one => (string?)one.Attribute("Target"), StringComparer.Ordinal)];
        relations.RemoveNodes();
        relations.Add(sorted);
    }

    private static void DropPacker(XElement properties) =>
        properties.Elements().Where(one => one.Name.LocalName is "lastModifiedBy" or "created" or "modified").Remove();
}
