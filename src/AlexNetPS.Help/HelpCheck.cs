using AlexNetPS.Help.Documents;
using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help;

/// <summary>
/// Checks the pages against the cmdlets: everything is documented, nothing is invented, and examples would bind.
/// </summary>
internal sealed class HelpCheck(IReadOnlyList<CommandSurface> commands, string folder)
{
    private const int MinExamples = 3;

    private static readonly string[] _sections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "RELATED LINKS"];

    private readonly List<string> _problems = [];
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _messages =
        HelpMessages.Of(folder);

    /// <summary>Problems, one line each in the format of a compiler.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Returns the pages of all cmdlets that have one.</summary>
    public IReadOnlyList<(CommandSurface Command, HelpDocument Document)> Run()
    {
        List<(CommandSurface, HelpDocument)> pages = [];
        foreach (CommandSurface command in commands)
        {
            string path = Path.Combine(folder, command.Name + ".md");
            if (!File.Exists(path))
            {
                Report(path, 1, "HELP001", $"{command.Name} has no help page.");
                continue;
            }

            HelpDocument document = HelpDocument.Read(path);
            if (Sections(document))
                Check(command, document);
            pages.Add((command, document));
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*.md")
            .Where(path => commands.All(command => command.Name != Path.GetFileNameWithoutExtension(path))))
        {
            Report(path, 1, "HELP002", $"There is no cmdlet {Path.GetFileNameWithoutExtension(path)}.");
        }

        return pages;
    }

    private bool Sections(HelpDocument document)
    {
        string[] missing = [.. _sections.Where(title => document.Section(title) is null)];
        if (missing.Length > 0)
            Report(document.Path, 1, "HELP003", $"Sections are missing: {string.Join(", ", missing)}.");
        return missing.Length == 0;
    }

    private void Check(CommandSurface command, HelpDocument document)
    {
        if (document.Title != command.Name)
            Report(document.Path, 1, "HELP004", $"The page is titled '{document.Title}'.");
        foreach (string title in (string[])["SYNOPSIS", "DESCRIPTION"])
            RequireText(document, document.Section(title)!.Lines, document.Section(title)!.Line, title);
        HelpSection syntax = document.Section("SYNTAX")!;
        if (PageUpdate.Body(syntax).Trim() != Metadata.Syntax(command).Trim())
            Stale(document, syntax.Line, "syntax");
        CheckParameters(command, document);
        CheckTypes(document, "INPUTS", command.Inputs);
        CheckTypes(document, "OUTPUTS", command.Outputs);
        CheckExamples(document);
        if (!Links.Of(document).Any())
            Report(document.Path, document.Section("RELATED LINKS")!.Line, "HELP010", "There are no related links.");
        foreach ((string text, string address) in Links.Of(document)
            .Where(link => link.Address.Length == 0 && !link.Text.StartsWith("about_", StringComparison.Ordinal)))
        {
            if (commands.All(other => other.Name != text))
            {
                Report(document.Path, document.Section("RELATED LINKS")!.Line, "HELP011",
                    $"There is no cmdlet '{text}' to link to.");
            }
        }
    }

    private void CheckParameters(CommandSurface command, HelpDocument document)
    {
        HelpSection section = document.Section("PARAMETERS")!;
        foreach (ParameterSurface parameter in command.Parameters)
        {
            if (section.Part($"-{parameter.Name}") is not { } part)
            {
                Report(document.Path, section.Line, "HELP005", $"Parameter -{parameter.Name} is not documented.");
                continue;
            }

            RequireText(document, part.Lines, part.Line, part.Title);
            string block = MarkdownText.Code(part.Lines, language => language == "yaml");
            if (block != Metadata.Block(parameter, Metadata.DefaultOf(part)))
                Stale(document, part.Line, $"block of {part.Title}");
            CheckMessage(command, parameter, document, part.Line);
        }

        foreach (HelpPart part
            in section.Parts.Where(part => part.Title != "CommonParameters"
                && command.Parameters.All(parameter => $"-{parameter.Name}" != part.Title)))
        {
            Report(document.Path, part.Line, "HELP006", $"{command.Name} has no parameter '{part.Title}'.");
        }
    }

    // A parameter of a base class has the message of one of its cmdlets; the pages of the others begin its text alike.
    private void CheckMessage(CommandSurface command, ParameterSurface parameter, HelpDocument document, int line)
    {
        foreach ((string page, string key) in parameter.Bindings.Select(binding => binding.Message)
            .Where(message => message.Key is not null).Distinct())
        {
            string? message = _messages.GetValueOrDefault(page)?.GetValueOrDefault(key), own =
                _messages[command.Name].GetValueOrDefault(parameter.Name);
            if (message != own)
            {
                Report(document.Path, line, "HELP013", $"The text of -{parameter.Name} does not begin with its help "
                    + $"message, -{key} in {page}: '{message}'");
            }
        }
    }

    private void CheckTypes(HelpDocument document, string title, IReadOnlyList<string> types)
    {
        HelpSection section = document.Section(title)!;
        foreach (HelpPart part in section.Parts)
            RequireText(document, part.Lines, part.Line, part.Title);
        string[] wanted = types.Count == 0 ? ["None"] : [.. types];
        if (!section.Parts.Select(part => part.Title).Order(StringComparer.Ordinal)
            .SequenceEqual(wanted.Order(StringComparer.Ordinal)))
        {
            Report(document.Path, section.Line, "HELP007", $"{title} should name {string.Join(", ", wanted)}.");
        }
    }

    private void CheckExamples(HelpDocument document)
    {
        HelpSection section = document.Section("EXAMPLES")!;
        if (section.Parts.Count < MinExamples)
        {
            Report(document.Path, section.Line, "HELP008",
                $"{section.Parts.Count} examples; at least {MinExamples} are required.");
        }

        foreach (HelpPart part in section.Parts)
        {
            RequireText(document, part.Lines, part.Line, part.Title);
            string code = MarkdownText.Code(part.Lines, language => language == "powershell");
            if (code.Length == 0)
                Report(document.Path, part.Line, "HELP008", $"'{part.Title}' has no powershell code.");
            foreach (string problem in ExampleCheck.Problems(code, commands))
                Report(document.Path, part.Line, "HELP009", problem);
        }
    }

    private void RequireText(HelpDocument document, IReadOnlyList<string> lines, int line, string title)
    {
        IReadOnlyList<string> paragraphs = MarkdownText.Paragraphs(lines);
        if (paragraphs.Count == 0 || paragraphs.Any(text => text.Contains("{{", StringComparison.Ordinal)))
            Report(document.Path, line, "HELP005", $"'{title}' has no text.");
    }

    private void Stale(HelpDocument document, int line, string what) =>
        Report(document.Path, line, "HELP012",
            $"The {what} does not match the cmdlet: run 'dotnet build -t:UpdateHelp src/AlexNetPS.Cmdlets'.");

    private void Report(string path, int line, string code, string message) =>
        _problems.Add($"{path}({line}): error {code}: {message}");
}
