using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AlexNetPS.Tests.Module;

/// <summary>
/// Manifest, assembly and format file name the same things; nobody finds out at a user's prompt that they do not.
/// </summary>
public partial class ManifestTests
{
    private const string Copy = "Deserialized.";

    private static readonly Assembly _library = typeof(AlexNetPS.Networks.NetworkDefinition).Assembly;

    [Fact]
    public void EveryCmdletIsExportedAndNothingElse() =>
        Assert.Equal(StagedModule.Cmdlets().Order(StringComparer.Ordinal),
            StagedModule.ManifestList("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void VersionIsTheAssemblys() =>
        Assert.Equal(AssemblyName.GetAssemblyName(Path.Combine(StagedModule.Folder,
            "AlexNetPS.Cmdlets.dll")).Version!.ToString(3), StagedModule.ManifestValue("ModuleVersion"));

    [Fact]
    public void EveryFileTheManifestNamesIsStaged()
    {
        string[] files = [.. StagedModule.ManifestList("NestedModules"), .. StagedModule.ManifestList("FormatsToProcess"),
            .. StagedModule.ManifestList("RequiredAssemblies"), "AlexNetPS.Types.ps1xml"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(StagedModule.Folder, file)), file));
    }

    [Fact]
    public void PowerShellsOwnAssemblyIsNotStaged() =>
        Assert.Empty(Directory.EnumerateFiles(StagedModule.Folder, "System.Management.Automation*",
            SearchOption.AllDirectories));

    [Fact]
    public void PluginsAreStagedWithWhatTheyNeed() =>
        Assert.All(
            ["AlexNetPS.Tables.dll", "CsvHelper.dll", "Snappier.dll", "ZstdSharp.dll"],
            file => Assert.True(File.Exists(Path.Combine(StagedModule.Folder, "plugins", "AlexNetPS.Tables", file)), file));

    [Fact]
    public void EveryRecipeIsStaged() =>
        Assert.Equal(
            _library.GetManifestResourceNames().Where(n => n.StartsWith("Recipes/", StringComparison.Ordinal))
                .Select(n => n["Recipes/".Length..]).Order(StringComparer.Ordinal),
            RecipeFiles().Order(StringComparer.Ordinal));

    [Fact]
    public void EveryViewIsOfATypeThatExists() =>
        Assert.All(Views(),
            view => Assert.True(view.Type is not null,
                $"The format file has a view of '{view.TypeName}', which is no public type."));

    [Fact]
    public void EveryPropertyAViewShowsExists() => Assert.All(
        Views().SelectMany(view => view.Properties.Select(property => (view.Type, Property: property))),
        shown => Assert.True(shown.Type?.GetProperty(shown.Property) is not null
            || _addedByTheCmdlets.Contains(shown.Property) || AddedByTypes(shown.Type!).Contains(shown.Property),
            $"{shown.Type}.{shown.Property}"));

    /// <summary>Note properties a cmdlet puts on a library object.</summary>
    private static readonly string[] _addedByTheCmdlets = ["Network", "Rank", "Score", "Distance"];

    /// <summary>Name that Select-ImageNetSample gives to any object that it ranks.</summary>
    private const string NameOfSelected = "AlexNetPS.Selected";

    private static IEnumerable<string> AddedByTypes(Type type) =>
        XDocument.Load(Path.Combine(StagedModule.Folder, "AlexNetPS.Types.ps1xml")).Descendants("Type")
            .Where(entry => entry.Element("Name")!.Value == type.FullName)
            .SelectMany(entry => entry.Element("Members")?.Elements() ?? []).Select(member => member.Element("Name")!.Value);

    private static IEnumerable<string> RecipeFiles()
    {
        string folder = Path.Combine(StagedModule.Folder, "recipes");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)) : [];
    }

    private static IEnumerable<(string TypeName, Type? Type, string[] Properties)> Views() =>
        from view in StagedModule.Format.Descendants("View")
        from name in view.Element("ViewSelectedBy")!.Elements("TypeName")
            // Objects that a job or a file returned have the views of the original.
        let original = name.Value.StartsWith(Copy, StringComparison.Ordinal) ? name.Value[Copy.Length..] : name.Value
        where original != NameOfSelected
        select (name.Value, _library.GetType(original), Shown(view));

    private static string[] Shown(XElement view) =>
    [
        .. view.Descendants("PropertyName").Select(p => p.Value),
        // $_.Name in a script block: the first step of the path is a property of the type.
        .. view.Descendants("ScriptBlock").SelectMany(s => PropertyOfCurrent().Matches(s.Value))
            .Select(m => m.Groups[1].Value),
    ];

    [GeneratedRegex(@"\$_\.([A-Za-z]\w*)(?!\w*\()")]
    private static partial Regex PropertyOfCurrent();
}
