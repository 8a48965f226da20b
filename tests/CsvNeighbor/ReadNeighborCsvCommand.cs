using System.Globalization;
using System.Management.Automation;
using CsvHelper;

namespace CsvNeighbor;

/// <summary>Reads a CSV file with the CsvHelper of this module.</summary>
[Cmdlet(VerbsCommunications.Read, "NeighborCsv")]
[OutputType(typeof(string))]
public sealed class ReadNeighborCsvCommand : PSCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        using var reader =
            new CsvReader(new StreamReader(GetUnresolvedProviderPathFromPSPath(Path)), CultureInfo.InvariantCulture);
        while (reader.Read())
            WriteObject(string.Join('|', reader.Parser.Record!));
    }
}
