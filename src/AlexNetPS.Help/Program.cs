using System.Reflection;
using AlexNetPS.Help;
using AlexNetPS.Help.Documents;
using AlexNetPS.Help.Maml;
using AlexNetPS.Help.Surface;

// AlexNetPS.Help <cmdlets.dll> <folder of pages> <help.xml> [address]: checks the pages and writes the help file;
// with the address of the pages, Get-Help -Online opens them.
// AlexNetPS.Help <cmdlets.dll> <folder of pages> --update: rewrites the syntax and parameter blocks of the pages.
// AlexNetPS.Help --messages <folder of pages> <folder>: writes the help messages of parameters as resources.
if (args is ["--messages", string source, string target])
{
    HelpMessages.Write(source, target);
    return 0;
}

if (args.Length is not (3 or 4))
{
    Console.Error.WriteLine("usage: AlexNetPS.Help <cmdlets.dll> <folder of pages> <help.xml | --update> [address]");
    return 2;
}

string folder = Path.GetFullPath(args[1]);
IReadOnlyList<CommandSurface> commands = CommandSurface.Of(Assembly.LoadFrom(Path.GetFullPath(args[0])));
if (args[2] == "--update")
{
    foreach (CommandSurface command in commands)
        PageUpdate.Write(command, folder);
    return 0;
}

var check = new HelpCheck(commands, folder);
IReadOnlyList<(CommandSurface, HelpDocument)> pages = check.Run();
foreach (string problem in check.Problems)
    Console.Error.WriteLine(problem);
if (check.Problems.Count > 0)
    return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[2]))!);
new MamlWriter(args.ElementAtOrDefault(3)).Write(pages).Save(args[2]);
return 0;
