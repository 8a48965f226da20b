namespace AlexNetPS.Help.Surface;

/// <summary>A parameter set: its parameters in syntax order.</summary>
internal sealed class ParameterSetSurface(string name, IEnumerable<ParameterSurface> parameters)
{
    private const int LineWidth = 100;

    public string Name => name;

    /// <summary>Positional parameters first, then required ones, then by name; -WhatIf and -Confirm last.</summary>
    public IReadOnlyList<(ParameterSurface Parameter, ParameterBinding Binding)> Parameters { get; } =
    [
        .. parameters.Select(parameter => (Parameter: parameter, Binding: parameter.In(name)))
            .Where(pair => pair.Binding is not null)
            .Select(pair => (pair.Parameter, Binding: pair.Binding!))
            .OrderBy(pair => pair.Parameter.Name is "WhatIf" or "Confirm")
            .ThenBy(pair => pair.Binding.Position ?? int.MaxValue).ThenBy(pair => !pair.Binding.Required)
            .ThenBy(pair => pair.Parameter.Name, StringComparer.Ordinal),
    ];

    /// <summary>Returns the line that Get-Command -Syntax shows, wrapped.</summary>
    public string Syntax(string command)
    {
        List<string> lines = [command];
        foreach (string part in Parameters.Select(pair => Part(pair.Parameter, pair.Binding))
            .Append("[<CommonParameters>]"))
        {
            if (lines[^1].Length + 1 + part.Length > LineWidth)
                lines.Add("");
            lines[^1] += " " + part;
        }

        return string.Join('\n', lines);
    }

    private static string Part(ParameterSurface parameter, ParameterBinding binding)
    {
        string name = binding.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        string part = parameter.IsSwitch ? name : $"{name} <{parameter.TypeName}>";
        return binding.Required ? part : $"[{part}]";
    }
}
