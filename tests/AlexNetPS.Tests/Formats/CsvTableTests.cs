using System.Globalization;
using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Tests.Formats;

public class CsvTableTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("comma, inside")]
    [InlineData("she said \"yes\"")]
    [InlineData("two\nlines")]
    [InlineData("two\r\nlines")]
    [InlineData(" spaces kept ")]
    [InlineData("")]
    [InlineData("数据 Straße 🌻")]
    [InlineData("=1+1")]
    [InlineData("#not a comment")]
    public void TextComesBackUnchanged(string text)
    {
        string csv = Write(["path", "label"], writer => writer.Write([text, "x"]));
        using ITableReader reader = TableFormats.Csv.Open(new StringReader(csv));
        Assert.Equal(["path", "label"], reader.Columns);
        Assert.Equal([text, "x"], reader.Read()!);
        Assert.Null(reader.Read());
    }

    [Fact]
    public void AnOnlyEmptyFieldIsARow()
    {
        string csv = Write(["name"], writer => { writer.Write([""]); writer.Write(["b"]); });
        Assert.Equal([[""], ["b"]], ReadAll(csv));
    }

    [Fact]
    public void NumbersIgnoreTheCultureAndReadBackTheSame()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            float[] values = [0.1f, -1.5f, float.Epsilon, float.MaxValue, 1e-7f, float.NaN, 16_777_216f];
            string csv = Write(["t", .. values.Select((_, i) => $"f{i}")], writer => writer.Write(["a,b"], values));
            Assert.StartsWith("t,f0,f1,f2,f3,f4,f5,f6\r\n\"a,b\",0.1,-1.5,", csv);
            IReadOnlyList<string> row = ReadAll(csv).Single();
            Assert.Equal(values, row.Skip(1).Select(f => float.Parse(f, CultureInfo.InvariantCulture)));

            string mixed = Write(["a", "b", "c", "d", "e"], writer => writer.Write([1.25, 7, null, true, 0.1f]));
            Assert.Equal("a,b,c,d,e\r\n1.25,7,,True,0.1\r\n", mixed);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", 3)]
    [InlineData("a,b\n1,2\n3,4,5\n", 3)]
    [InlineData("a,b\n1,2\n\n\"3,4\n", 4)]
    [InlineData("a,b\n\"1\"x,2\n", 2)]
    public void ABrokenRowNamesItsLine(string csv, int line)
    {
        FormatException e = Assert.Throws<FormatException>(() => ReadAll(csv));
        Assert.Contains($"{line}", e.Message);
    }

    [Fact]
    public void TabsAndLineFeedsAreRead() =>
        Assert.Equal([["1", "x y"], ["2", "z"]], ReadAll("a\tb\n1\tx y\n2\tz", "\t"));

    [Fact]
    public void RowsAreReadAsTheyCome()
    {
        using ITableReader reader = TableFormats.Csv.Open(new EndlessRows());
        for (int i = 0; i < 10_000; i++)
            Assert.Equal("1", reader.Read()![0]);
    }

    [Fact]
    public void TheOutputStaysOpenAndRowsGoOutWhenFlushed()
    {
        var output = new StringWriter();
        using (ITableWriter writer = TableFormats.Csv.Create(output, ["a"]))
        {
            Assert.Equal("a\r\n", output.ToString());
            writer.Write([1]);
            writer.Flush();
            Assert.Equal("a\r\n1\r\n", output.ToString());
        }

        output.Write("more");
    }

    private static string Write(IReadOnlyList<string> columns, Action<ITableWriter> rows)
    {
        var output = new StringWriter();
        using (ITableWriter writer = TableFormats.Csv.Create(output, columns))
            rows(writer);
        return output.ToString();
    }

    private static List<IReadOnlyList<string>> ReadAll(string csv, string delimiter = ",")
    {
        using ITableReader reader = TableFormats.Csv.Open(new StringReader(csv), delimiter);
        var rows = new List<IReadOnlyList<string>>();
        while (reader.Read() is { } row)
            rows.Add(row);
        return rows;
    }

    private sealed class EndlessRows : TextReader
    {
        private bool _started;

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (!_started)
            {
                _started = true;
                "a,b\n".CopyTo(buffer);
                return 4;
            }

            int rows = buffer.Length / 4;
            for (int i = 0; i < rows; i++)
                "1,2\n".CopyTo(buffer[(i * 4)..]);
            return rows * 4;
        }
    }
}
