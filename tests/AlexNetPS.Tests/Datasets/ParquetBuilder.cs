using AlexNetPS.Formats.Parquet;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Makes Parquet files of texts.</summary>
internal static class ParquetBuilder
{
    public static byte[] Table(params (string Name, string[] Values)[] columns)
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream,
            [.. columns.Select((column, i) => ParquetWriter.Column(i, ParquetType.ByteArray, true, column.Name))], []);
        for (int row = 0; row < columns[0].Values.Length; row++)
            writer.Add([.. columns.Select(column => column.Values[row])]);
        writer.Complete();
        return stream.ToArray();
    }
}
