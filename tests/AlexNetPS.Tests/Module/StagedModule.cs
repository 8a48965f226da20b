using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Module;

/// <summary>The module as the build staged it, read without a PowerShell and without loading its assemblies.</summary>
internal static partial class StagedModule
{
    public static string Folder { get; } = Path.Combine(SourceTree.Root, "out", "AlexNetPS");

    public static string Manifest { get; } = File.ReadAllText(Path.Combine(Folder, "AlexNetPS.psd1"));

    public static XDocument Format { get; } = XDocument.Load(Path.Combine(Folder, "AlexNetPS.Format.ps1xml"));

    /// <summary>One quoted value of the manifest.</summary>
    public static string ManifestValue(string key) =>
        Regex.Match(Manifest, $@"\b{key}\s*=\s*'([^']*)'").Groups[1].Value;

    /// <summary>A list of the manifest.</summary>
    public static string[] ManifestList(string key) =>
        [.. Quoted().Matches(Regex.Match(Manifest, $@"\b{key}\s*=\s*@\(([^)]*)\)").Groups[1].Value)
            .Select(m => m.Groups[1].Value)];

    /// <summary>Names of the public classes that carry [Cmdlet(verb, noun)].</summary>
    public static IEnumerable<string> Cmdlets()
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(Folder, "AlexNetPS.Cmdlets.dll")));
        MetadataReader reader = file.GetMetadataReader();
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            foreach (CustomAttributeHandle attributeHandle in reader.GetTypeDefinition(handle).GetCustomAttributes())
            {
                CustomAttribute attribute = reader.GetCustomAttribute(attributeHandle);
                if (AttributeName(reader, attribute) != "CmdletAttribute")
                    continue;
                BlobReader blob = reader.GetBlobReader(attribute.Value);
                _ = blob.ReadUInt16(); // the prolog
                yield return $"{blob.ReadSerializedString()}-{blob.ReadSerializedString()}";
            }
        }
    }

    private static string? AttributeName(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is
        {
            Kind: HandleKind.TypeReference
        } parent
            ? reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null;

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
