using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "AlexNetArchitecture")]
[OutputType(typeof(NetworkDefinition), typeof(NetworkLayer))]
public sealed class GetAlexNetArchitectureCommand : AlexNetCmdlet
{
    private const string Page = "Get-AlexNetArchitecture";

    [Parameter(Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Classes))]
    [ValidateRange(2, 1_000_000)]
    public int Classes { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Name is null)
        {
            WriteObject(NetworkArchitecture.Names.Select(NetworkArchitecture.Get).Select(Counted),
                enumerateCollection: true);
            return;
        }

        foreach (string name in Name)
        {
            try
            {
                if (References.IsPath(name))
                    WriteFile(name);
                else
                    WriteNamed(name);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
        }
    }

    private void WriteNamed(string name)
    {
        WildcardPattern pattern = NamePattern.Of(name);
        string[] found = [.. NetworkArchitecture.Names.Where(pattern.IsMatch)];
        foreach (string match in found)
            WriteLayers(NetworkArchitecture.Get(match));
        if (found.Length > 0 || WildcardPattern.ContainsWildcardCharacters(name))
            return;
        try
        {
            _ = NetworkArchitecture.Get(name);
        }
        catch (NetworkDefinitionException e)
        {
            WriteError(Failure.Record("ArchitectureNotFound", ErrorCategory.ObjectNotFound, e.Message, name,
                $"Known: {string.Join(", ", NetworkArchitecture.Names)}."));
        }
    }

    private void WriteFile(string path)
    {
        foreach (string file in new PathResolver(this).Existing([path], literal: false))
        {
            try
            {
                WriteLayers(Read(_ => ArchitectureFile.Load(file)));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, file));
            }
        }
    }

    private void WriteLayers(NetworkDefinition network)
    {
        foreach (PSObject row in LayerRows.Of(Counted(network)))
            WriteObject(row);
    }

    private NetworkDefinition Counted(NetworkDefinition network) =>
        IsBound(nameof(Classes)) ? network.WithClasses(Classes) : network;
}
