using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>The layers of a network as rows, which together stand for the network.</summary>
internal static class LayerRows
{
    private const string NetworkProperty = "Network";

    /// <summary>
    /// One row for each layer. It has its network, for the heading of the table; all of them together give it as JSON.
    /// </summary>
    public static IEnumerable<PSObject> Of(NetworkDefinition network)
    {
        foreach (NetworkLayer layer in network.ResolvedLayers)
        {
            var row = new PSObject(layer);
            row.Properties.Add(new PSNoteProperty(NetworkProperty, network));
            row.Methods.Add(new PSCodeMethod(nameof(ToJson), typeof(LayerRows).GetMethod(nameof(ToJson))!));
            yield return row;
        }
    }

    /// <summary>The network whose layers these are, if they are all of them.</summary>
    public static NetworkDefinition? NetworkOf(IList rows)
    {
        NetworkDefinition? network = null;
        foreach (object? row in rows)
        {
            if (row is not PSObject { BaseObject: NetworkLayer } wrapped
                || wrapped.Properties[NetworkProperty]?.Value is not NetworkDefinition own)
            {
                return null;
            }

            if (network is not null && !ReferenceEquals(network, own))
                return null;
            network = own;
        }

        return network?.Layers.Count == rows.Count ? network : null;
    }

    /// <summary>
    /// The definition of a row's network as JSON, from the first row; nothing from the others. For
    /// (Get-AlexNetArchitecture Paper).ToJson() PowerShell asks every row and joins what they answer, which is to be
    /// one text.
    /// </summary>
    public static object ToJson(PSObject row) =>
        row.BaseObject is NetworkLayer { Index: 0 }
            ? ((NetworkDefinition)row.Properties[NetworkProperty].Value).ToJson()
            : AutomationNull.Value;
}
