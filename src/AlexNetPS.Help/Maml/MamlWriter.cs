using System.Xml.Linq;
using AlexNetPS.Help.Documents;
using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help.Maml;

/// <summary>Writes the XML that Get-Help reads.</summary>
/// <param name="address">Address of the pages for Get-Help -Online, without the name of a page; null for none.</param>
internal sealed class MamlWriter(string? address)
{
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace _items = "http://msh";

    public XDocument Write(IEnumerable<(CommandSurface Command, HelpDocument Document)> pages) =>
        new(new XElement(
        _items + "helpItems",
        new XAttribute("schema", "maml"),
        new XAttribute(XNamespace.Xmlns + "maml", _maml),
        new XAttribute(XNamespace.Xmlns + "command", _command),
        new XAttribute(XNamespace.Xmlns + "dev", _dev),
        pages.Select(page => Page(page.Command, page.Document))));

    private XElement Page(CommandSurface command, HelpDocument document)
    {
        string[] name = command.Name.Split('-');
        return new(_command + "command",
            new XElement(_command + "details",
                new XElement(_command + "name", command.Name),
                Text(document.Section("SYNOPSIS")!.Lines),
                new XElement(_command + "verb", name[0]),
                new XElement(_command + "noun", name[1])),
            Text(document.Section("DESCRIPTION")!.Lines),
            new XElement(_command + "syntax", command.Sets.Select(set => new XElement(
                _command + "syntaxItem",
                new XElement(_maml + "name", command.Name),
                set.Parameters.Select(pair => Parameter(pair.Parameter, pair.Binding, document, brief: true))))),
            new XElement(_command + "parameters",
                command.Parameters.Select(
                    parameter => Parameter(parameter, parameter.Bindings[0], document, brief: false))),
            new XElement(_command + "inputTypes", Types(document.Section("INPUTS")!, "inputType")),
            new XElement(_command + "returnValues", Types(document.Section("OUTPUTS")!, "returnValue")),
            new XElement(_maml + "alertSet",
                new XElement(_maml + "alert", Paragraphs(document.Section("NOTES")?.Lines ?? []))),
            new XElement(_command + "examples", document.Section("EXAMPLES")!.Parts.Select(Example)),
            new XElement(_maml + "relatedLinks", Online(command).Concat(Links.Of(document)).Select(link => new XElement(
                _maml + "navigationLink", new XElement(_maml + "linkText", link.Text),
                new XElement(_maml + "uri", link.Address)))));
    }

    // Get-Help -Online opens the first link.
    private IEnumerable<(string Text, string Address)> Online(CommandSurface command) =>
        address is null ? [] : [("Online version:", $"{address}/{command.Name}.md")];

    private static XElement Parameter(ParameterSurface parameter, ParameterBinding binding, HelpDocument document,
        bool brief)
    {
        HelpPart part = document.Section("PARAMETERS")!.Part($"-{parameter.Name}")!;
        string defaultValue = Metadata.DefaultOf(part).Trim('\'');
        bool byValue = parameter.Bindings.Any(b => b.FromPipeline), byName =
            parameter.Bindings.Any(b => b.FromProperty);
        string pipeline = (byValue, byName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        };
        return new(_command + "parameter",
            new XAttribute("required", binding.Required),
            new XAttribute("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal)),
            new XAttribute("globbing", parameter.Wildcards),
            new XAttribute("pipelineInput", pipeline),
            new XAttribute("position", (object?)binding.Position ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(_maml + "name", parameter.Name),
            brief ? null : Text(part.Lines),
            parameter.IsSwitch
                ? null
                : new XElement(_command + "parameterValue", new XAttribute("required", "true"),
                    new XAttribute("variableLength", "false"), parameter.TypeName),
            new XElement(_dev + "type", new XElement(_maml + "name", parameter.TypeName),
                new XElement(_maml + "uri")),
            new XElement(_dev + "defaultValue",
                defaultValue.Length > 0 ? defaultValue : parameter.IsSwitch ? "False" : "None"));
    }

    private static IEnumerable<XElement> Types(HelpSection section, string element) =>
        section.Parts.Select(part => new XElement(
        _command + element,
        new XElement(_dev + "type", new XElement(_maml + "name", part.Title), new XElement(_maml + "uri")),
        Text(part.Lines)));

    // The output of an example is placed with its code: only there does the console keep columns.
    private static XElement Example(HelpPart part) => new(_command + "example",
        new XElement(_maml + "title", $"---------- {part.Title} ----------"),
        new XElement(_dev + "code", MarkdownText.Code(part.Lines, _ => true)),
        new XElement(_dev + "remarks", Paragraphs(part.Lines), new XElement(_maml + "para")));

    private static XElement Text(IEnumerable<string> lines) => new(_maml + "description", Paragraphs(lines));

    // Get-Help breaks lines in the middle of words and indents by up to eight columns of eighty.
    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> lines) =>
        MarkdownText.Paragraphs(lines).Select(text => new XElement(_maml + "para", MarkdownText.Wrap(text, 71)));
}
