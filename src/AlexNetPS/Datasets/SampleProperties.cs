using System.Collections.ObjectModel;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Values of the other columns of a list for one image: text by column name, in the order of the list. Case of the
/// names is ignored.
/// </summary>
public sealed class SampleProperties : ReadOnlyDictionary<string, string>
{
    internal SampleProperties(PropertyRow? row)
        : base(ToDictionary(row))
    {
    }

    /// <summary>The values: "patient = p12, site = Rome".</summary>
    public override string ToString() => ReadableText.List(this.Select(pair => $"{pair.Key} = {pair.Value}"));

    private static OrderedDictionary<string, string> ToDictionary(PropertyRow? row)
    {
        var values = new OrderedDictionary<string, string>(row?.Values.Length ?? 0, StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < row?.Values.Length; i++)
            values.Add(row.Names[i], row.Values[i]);
        return values;
    }
}
