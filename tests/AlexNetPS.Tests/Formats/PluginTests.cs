using System.Reflection;
using System.Runtime.Loader;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Tables;

namespace AlexNetPS.Tests.Formats;

public sealed class PluginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-plugins-").FullName;

    public void Dispose()
    {
        // A loaded assembly keeps its file on Windows.
        try { Directory.Delete(_folder, true); } catch (UnauthorizedAccessException) { }
    }

    [Fact]
    public void AMissingPluginIsOneErrorThatNamesTheFile()
    {
        var e = Assert.Throws<PluginNotFoundException>(() => Plugin.Create<ITableFormat>("AlexNetPS.Tables", _folder));
        Assert.Contains(Path.Combine("plugins", "AlexNetPS.Tables", "AlexNetPS.Tables.dll"), e.Message);
    }

    [Fact]
    public void ADamagedPluginIsOneError()
    {
        string plugin = Stage();
        File.WriteAllText(plugin, "not an assembly");
        Assert.Contains("AlexNetPS.Tables",
            Assert.Throws<PluginException>(() => Plugin.Create<ITableFormat>("AlexNetPS.Tables", _folder)).Message);
    }

    [Fact]
    public void AStagedPluginLivesInItsOwnContextAndSharesTheLibrary()
    {
        Stage();
        ITableFormat csv = Plugin.Create<ITableFormat>("AlexNetPS.Tables", _folder);
        Assembly assembly = csv.GetType().Assembly;
        Assert.NotSame(typeof(CsvTableFormat).Assembly, assembly);
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(assembly));

        var output = new StringWriter();
        using (ITableWriter writer = csv.Create(output, ["a"]))
            writer.Write([1]);
        Assert.Equal("a\r\n1\r\n", output.ToString());
    }

    private string Stage()
    {
        string folder = Path.Combine(_folder, "plugins", "AlexNetPS.Tables");
        Directory.CreateDirectory(folder);
        foreach (string name in new[] { "AlexNetPS.Tables.dll", "CsvHelper.dll" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(folder, name));
        return Path.Combine(folder, "AlexNetPS.Tables.dll");
    }
}
