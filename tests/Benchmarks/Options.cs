namespace AlexNetPS.Benchmarks;

/// <summary>The command line: "--name value" and "--switch".</summary>
internal sealed class Options(string[] arguments)
{
    public string? Text(string name)
    {
        int at = Array.IndexOf(arguments, "--" + name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    public int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    public bool Has(string name) => Array.IndexOf(arguments, "--" + name) >= 0;

    /// <summary>The networks named, or the three that the project is measured by.</summary>
    public string[] Networks => Text("network")?.Split(',') ?? ["Paper", "OneTower", "HalfWidth"];
}
