using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Lists the network architectures, or the layers of one.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "AlexNetArchitecture")]
[OutputType(typeof(NetworkDefinition), typeof(NetworkLayer))]
public sealed class GetAlexNetArchitectureCommand : AlexNetCmdlet
{
    /// <summary>
    /// <para type="description">Name of a preset, wildcards allowed; each one's layers are written. Without it, the presets.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>
    /// <para type="description">Number of classes of the last layer, in place of the preset's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(2, 1_000_000)]
    public int Classes { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Name is null)
        {
            WriteObject(NetworkArchitecture.Names.Select(Get), enumerateCollection: true);
            return;
        }

        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            string[] found = [.. NetworkArchitecture.Names.Where(pattern.IsMatch)];
            foreach (string match in found) WriteLayers(Get(match));
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(Failure.Record("ArchitectureNotFound", ErrorCategory.ObjectNotFound,
                    $"There is no architecture '{name}'.", name, $"Known are {string.Join(", ", NetworkArchitecture.Names)}."));
            }
        }
    }

    private NetworkDefinition Get(string name)
    {
        NetworkDefinition network = NetworkArchitecture.Get(name);
        return MyInvocation.BoundParameters.ContainsKey(nameof(Classes)) ? network.WithClasses(Classes) : network;
    }

    private void WriteLayers(NetworkDefinition network)
    {
        // The heading of the table, where the totals stand; a row alone does not know its network.
        string heading = string.Format(CultureInfo.CurrentCulture, "{0}, {1} to {2:N0} classes: {3:N0} parameters, {4:N0} multiply-adds an image",
            network.Name, network.Input, network.Classes, network.Parameters, network.MultiplyAdds);
        foreach (NetworkLayer layer in network.ResolvedLayers)
        {
            var row = new PSObject(layer);
            row.Properties.Add(new PSNoteProperty("Network", heading));
            WriteObject(row);
        }
    }
}
