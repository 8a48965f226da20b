using System.Xml.Linq;
using AlexNetPS.Help.Documents;
using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help.Maml;

/// <summary>Writes the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace s_items = "http://msh";

    public static XDocument Write(IEnumerable<(CommandSurface Command, HelpDocument Document)> pages) => new(new XElement(
        s_items + "helpItems",
        new XAttribute("schema", "maml"),
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        pages.Select(page => Page(page.Command, page.Document))));

    private static XElement Page(CommandSurface command, HelpDocument document)
    {
        string[] name = command.Name.Split('-');
        return new(s_command + "command",
            new XElement(s_command + "details",
                new XElement(s_command + "name", command.Name),
                Text(document.Section("SYNOPSIS")!.Lines),
                new XElement(s_command + "verb", name[0]),
                new XElement(s_command + "noun", name[1])),
            Text(document.Section("DESCRIPTION")!.Lines),
            new XElement(s_command + "syntax", command.Sets.Select(set => new XElement(
                s_command + "syntaxItem",
                new XElement(s_maml + "name", command.Name),
                set.Parameters.Select(pair => Parameter(pair.Parameter, pair.Binding, document, brief: true))))),
            new XElement(s_command + "parameters", command.Parameters.Select(parameter => Parameter(parameter, parameter.Bindings[0], document, brief: false))),
            new XElement(s_command + "inputTypes", Types(document.Section("INPUTS")!, "inputType")),
            new XElement(s_command + "returnValues", Types(document.Section("OUTPUTS")!, "returnValue")),
            new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(document.Section("NOTES")?.Lines ?? []))),
            new XElement(s_command + "examples", document.Section("EXAMPLES")!.Parts.Select(Example)),
            new XElement(s_maml + "relatedLinks", Links.Of(document).Select(link => new XElement(
                s_maml + "navigationLink", new XElement(s_maml + "linkText", link.Text), new XElement(s_maml + "uri", link.Address)))));
    }

    private static XElement Parameter(ParameterSurface parameter, ParameterBinding binding, HelpDocument document, bool brief)
    {
        HelpPart part = document.Section("PARAMETERS")!.Part($"-{parameter.Name}")!;
        string defaultValue = Metadata.DefaultOf(part).Trim('\'');
        bool byValue = parameter.Bindings.Any(b => b.FromPipeline), byName = parameter.Bindings.Any(b => b.FromProperty);
        string pipeline = (byValue, byName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        };
        return new(s_command + "parameter",
            new XAttribute("required", binding.Required),
            new XAttribute("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal)),
            new XAttribute("globbing", parameter.Wildcards),
            new XAttribute("pipelineInput", pipeline),
            new XAttribute("position", (object?)binding.Position ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            brief ? null : Text(part.Lines),
            parameter.IsSwitch ? null : new XElement(s_command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), parameter.TypeName),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.TypeName), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", defaultValue.Length > 0 ? defaultValue : parameter.IsSwitch ? "False" : "None"));
    }

    private static IEnumerable<XElement> Types(HelpSection section, string element) => section.Parts.Select(part => new XElement(
        s_command + element, new XElement(s_dev + "type", new XElement(s_maml + "name", part.Title), new XElement(s_maml + "uri")), Text(part.Lines)));

    // What an example prints stands with its code: only there does the console keep columns.
    private static XElement Example(HelpPart part) => new(s_command + "example",
        new XElement(s_maml + "title", $"---------- {part.Title} ----------"),
        new XElement(s_dev + "code", MarkdownText.Code(part.Lines, _ => true)),
        new XElement(s_dev + "remarks", Paragraphs(part.Lines), new XElement(s_maml + "para")));

    private static XElement Text(IEnumerable<string> lines) => new(s_maml + "description", Paragraphs(lines));

    // Get-Help fills its lines letter by letter, through the middle of words, and indents by up to eight columns of eighty.
    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> lines) =>
        MarkdownText.Paragraphs(lines).Select(text => new XElement(s_maml + "para", MarkdownText.Wrap(text, 71)));
}
