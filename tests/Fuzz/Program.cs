using System.Globalization;
using AlexNetPS.Fuzz;
using AlexNetPS.Fuzz.Targets;

const string Usage = """
    dotnet run -c Release --project tests/Fuzz -- TARGET... [-minutes 10] [-folder out/fuzz] [-seed 1]
    dotnet run -c Release --project tests/Fuzz -- TARGET -input FILE
    """;

// The instrumented copy: --read TARGET FOLDER SCRATCH SECONDS SEED.
if (args is ["--read", string name, string root, string scratch, string seconds, string number])
{
    // First of all: instrumented code writes into its memory.
    var map = new CoverageMap();
    new FuzzLoop(FuzzTargets.Named(name)!, map, new(root, name), scratch, int.Parse(number, CultureInfo.InvariantCulture))
        .Run(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), scratch);
    return 0;
}

Dictionary<string, string> options = new(StringComparer.OrdinalIgnoreCase)
{
    ["-minutes"] = "10",
    ["-folder"] = Path.Combine("out", "fuzz"),
    ["-seed"] = "1",
    ["-input"] = "",
};
List<FuzzTarget> targets = [];
for (int i = 0; i < args.Length; i++)
{
    if (options.ContainsKey(args[i]) && i + 1 < args.Length)
        options[args[i]] = args[++i];
    else if (FuzzTargets.Named(args[i]) is { } target)
        targets.Add(target);
    else
        targets.Clear();
}

if (targets.Count == 0)
{
    Console.Error.WriteLine(Usage);
    Console.Error.WriteLine("Targets: " + string.Join(", ", FuzzTargets.All.Select(target => target.Name)));
    return 2;
}

if (options["-input"].Length > 0)
{
    string folder = Directory.CreateTempSubdirectory("alexnetps-fuzz-").FullName;
    Find? find = new Verdict(targets[0], folder).Of(File.ReadAllBytes(options["-input"]));
    Console.WriteLine(find is null ? "read or rejected" : $"{find.Kind}: {find.Text}");
    Directory.Delete(folder, recursive: true);
    return find is null ? 0 : 1;
}

foreach (FuzzTarget target in targets)
{
    FuzzProcess.Run(target, options["-folder"],
        TimeSpan.FromMinutes(double.Parse(options["-minutes"], CultureInfo.InvariantCulture)),
        int.Parse(options["-seed"], CultureInfo.InvariantCulture));
}

return 0;
