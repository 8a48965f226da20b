using System.Diagnostics;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Module;

/// <summary>The build's check of help pages: a page that does not match its cmdlet fails the build.</summary>
public class HelpToolTests
{
    private const string Page = "Get-AlexNetDevice.md";

    [Fact]
    public void TheShippedPagesPass()
    {
        using var folder = new TemporaryFolder();
        (int code, string errors) = Check(folder, (_, text) => text);
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        Assert.Contains("<command:name>Get-AlexNetDevice</command:name>",
            File.ReadAllText(Path.Combine(folder.Root, "help.xml")));
    }

    [Theory]
    [InlineData("Import-AlexNetModel.md", "### -ClassNamePath\n", "### -Klasses\n", "HELP005", "-ClassNamePath is not documented")]
    [InlineData("Import-AlexNetModel.md", "### -ClassNamePath\n", "### -Klasses\n", "HELP006", "no parameter '-Klasses'")]
    [InlineData(Page, "## DESCRIPTION", "## DETAILS", "HELP003", "DESCRIPTION")]
    [InlineData(Page, "Get-AlexNetDevice [", "Get-AlexNetDevices [", "HELP012", "UpdateHelp")]
    [InlineData(Page, "```powershell\n", "```powershell\nGet-AlexNetDevice -Nothing\n", "HELP009", "Nothing")]
    public void APageThatDoesNotMatchFailsWithFileAndCode(string page, string old, string changed, string error,
        string reason)
    {
        using var folder = new TemporaryFolder();
        (int code, string errors) = Check(folder, (name, text) =>
        {
            if (name != page)
                return text;
            Assert.Contains(old, text);
            return text.Replace(old, changed);
        });
        Assert.Equal(1, code);
        Assert.Contains(errors.Split('\n'),
            line => line.Contains(page) && line.Contains(error) && line.Contains(reason));
        Assert.False(File.Exists(Path.Combine(folder.Root, "help.xml")));
    }

    private static (int Code, string Errors) Check(TemporaryFolder folder, Func<string, string, string> change)
    {
        string pages = Directory.CreateDirectory(Path.Combine(folder.Root, "pages")).FullName;
        foreach (string path in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "module", "help"), "*.md"))
        {
            string name = Path.GetFileName(path), text = File.ReadAllText(path).ReplaceLineEndings("\n");
            File.WriteAllText(Path.Combine(pages, name), change(name, text));
        }

        string[] arguments = [BuiltProject.Assembly("AlexNetPS.Help"), BuiltProject.Assembly("AlexNetPS.Cmdlets"), pages,
            Path.Combine(folder.Root, "help.xml")];
        using Process tool =
            Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        string errors = tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        return (tool.ExitCode, errors);
    }
}
