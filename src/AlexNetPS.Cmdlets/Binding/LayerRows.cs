using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Layers of a network as output rows; all rows together represent the network.</summary>
internal static class LayerRows
{
    private const string NetworkProperty = "Network";

    /// <summary>
    /// Returns one row per layer. Each row has its network, for the heading of the table, and a ToJson method.
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

    /// <summary>Returns the network of the rows; null if they are not all of its layers.</summary>
    public static NetworkDefinition? NetworkOf(IList rows)
    {
        NetworkDefinition? network = null;
        foreach (object? row in rows)
        {
            if (NetworkOf(row as PSObject) is not NetworkDefinition own)
                return null;
            if (network is not null && !ReferenceEquals(network, own))
                return null;
            network = own;
        }

        return network?.Layers.Count == rows.Count ? network : null;
    }

    /// <summary>Returns the network of a row; null if it is something else.</summary>
    public static NetworkDefinition? NetworkOf(PSObject? row) => row?.BaseObject is NetworkLayer
        ? row.Properties[NetworkProperty]?.Value as NetworkDefinition
        : null;

    /// <summary>
    /// Returns the network definition as JSON for the first row, and nothing for the others: PowerShell calls the
    /// method on every row of (Get-AlexNetArchitecture Paper).ToJson() and joins the results, which must be one text.
    /// </summary>
    public static object ToJson(PSObject row) =>
        row.BaseObject is NetworkLayer { Index: 0 }
            ? ((NetworkDefinition)row.Properties[NetworkProperty].Value).ToJson()
            : AutomationNull.Value;
}
