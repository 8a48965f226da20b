using System.Text;

namespace AlexNetPS.Datasets.Store;

/// <summary>Rows of RFC 4180.</summary>
internal static class CsvText
{
    public static void Write(TextWriter output, IReadOnlyList<string> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
                output.Write(',');
            if (fields[i].AsSpan().IndexOfAny(",\"\r\n") < 0)
                output.Write(fields[i]);
            else
                output.Write($"\"{fields[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }

        output.Write("\r\n");
    }

    /// <returns>The next row's fields, or null at the end.</returns>
    public static List<string>? Read(TextReader input)
    {
        if (input.Peek() < 0)
            return null;
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        while (true)
        {
            int c = input.Read();
            if (quoted)
            {
                if (c == '"' && input.Peek() == '"')
                    field.Append((char)input.Read());
                else if (c == '"')
                    quoted = false;
                else if (c < 0)
                    throw new InvalidDataException("a quoted field does not end");
                else
                    field.Append((char)c);
                continue;
            }

            switch (c)
            {
                case '"':
                    quoted = true;
                    break;
                case ',':
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                case '\r':
                    break;
                case '\n' or < 0:
                    fields.Add(field.ToString());
                    return fields;
                default:
                    field.Append((char)c);
                    break;
            }
        }
    }
}
