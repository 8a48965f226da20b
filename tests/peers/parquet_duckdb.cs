// Parquet with DuckDB: writes goldens of the images of parquet_images.py, or reads an export of Export-ImageNetDataset.
//
//     dotnet run tests/peers/parquet_duckdb.cs -- write FOLDER
//     dotnet run tests/peers/parquet_duckdb.cs -- read EXPORT
//
// "read" prints split, class and SHA-256 of each image, sorted, as read_export.py does for the other forms. The package
// contains native libraries of 400 MB, so it is part of no project.
#:package DuckDB.NET.Data.Full@1.5.6.1
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property PublishAot=false
#:property RunAnalyzers=false

using System.Text.Json;
using DuckDB.NET.Data;

using var database = new DuckDBConnection("DataSource=:memory:");
database.Open();
string folder = args[1].Replace("'", "''");
if (args[0] == "write")
{
    const string Features = """
        {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["zebra", "ant"], "_type": "ClassLabel"}}}}
        """;
    Run("create table t(i int, bytes blob, path varchar, label bigint, note varchar)");
    foreach ((int i, string png) in Directory.GetFiles(args[1], "*.png").Order(StringComparer.Ordinal).Index())
    {
        using DuckDBCommand insert = database.CreateCommand();
        insert.CommandText = "insert into t values ($i, $b, $p, $l, $n)";
        insert.Parameters.Add(new DuckDBParameter("i", i));
        insert.Parameters.Add(new DuckDBParameter("b", File.ReadAllBytes(png)));
        insert.Parameters.Add(new DuckDBParameter("p", i % 3 == 2 ? DBNull.Value : Path.GetFileName(png)));
        insert.Parameters.Add(new DuckDBParameter("l", (long)(i % 2)));
        insert.Parameters.Add(new DuckDBParameter("n", i % 4 == 0 ? DBNull.Value : $"patient {i / 2}"));
        insert.ExecuteNonQuery();
    }

    foreach ((string name, string options) in ((string, string)[])[("snappy", "COMPRESSION snappy"), ("gzip", "COMPRESSION gzip"),
        ("zstd-v2", "COMPRESSION zstd, PARQUET_VERSION v2"), ("brotli", "COMPRESSION brotli")])
    {
        Run("copy (select struct_pack(bytes := bytes, path := path) as image, label, note from t order by i) to "
            + $"'{folder}/duckdb-{name}.parquet' (format parquet, {options}, ROW_GROUP_SIZE 4, "
            + $"KV_METADATA {{huggingface: '{Features.Trim()}'}})");
    }

    Run("copy (select struct_pack(bytes := bytes, path := path) as img, case label when 0 then 'zebra' else 'ant' end as category "
        + $"from t order by i) to '{folder}/duckdb-text.parquet' (format parquet)");
    return;
}

List<string> lines = [];
foreach (string file in Directory.GetFiles(Path.Combine(args[1], "data"), "*.parquet"))
{
    string escaped = file.Replace("'", "''");
    string metadata = Rows($"select value::varchar from parquet_kv_metadata('{escaped}') where key::varchar = 'huggingface'").Single()[0];
    using JsonDocument document = JsonDocument.Parse(metadata.Replace("\\x22", "\""));
    string[] names = [.. document.RootElement.GetProperty("info").GetProperty("features").GetProperty("label").GetProperty("names")
        .EnumerateArray().Select(name => name.GetString()!)];
    lines.AddRange(Rows($"select label::varchar, sha256(image.bytes) from read_parquet('{escaped}')")
        .Select(row => $"{Path.GetFileName(file).Split('-')[0]} {names[int.Parse(row[0])]} {row[1]}"));
}

Console.WriteLine(string.Join('\n', lines.Order(StringComparer.Ordinal)));

void Run(string sql)
{
    using DuckDBCommand command = database.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

IEnumerable<string[]> Rows(string sql)
{
    using DuckDBCommand command = database.CreateCommand();
    command.CommandText = sql;
    using var reader = command.ExecuteReader();
    while (reader.Read())
        yield return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString()!)];
}
