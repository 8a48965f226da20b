namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads the metadata at the end of a Parquet file.</summary>
internal static class ParquetFooter
{
    private const int ConvertedText = 0, ConvertedEnum = 4, ConvertedJson = 19;
    private const int Required = 0, Repeated = 2;
    private const int MaximumDepth = 64;

    private sealed record Element(string Name, ParquetType? Type, int Repetition, int Children, bool IsText);

    /// <param name="bytes">The footer.</param>
    /// <param name="fileLength">Length of the file in bytes.</param>
    /// <exception cref="FormatException">It is damaged, or states what the file cannot contain.</exception>
    public static (IReadOnlyList<ParquetColumn> Columns, IReadOnlyList<ParquetRowGroup> Groups,
        IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlySpan<byte> bytes, long fileLength)
    {
        var reader = new ThriftReader(bytes);
        List<Element> elements = [];
        List<(long Rows, List<ParquetChunk> Chunks)> groups = [];
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (2, ThriftType.List):
                    for (int left = reader.List(out _); left > 0; left--)
                        elements.Add(ReadElement(ref reader));
                    break;
                case (4, ThriftType.List):
                    for (int left = reader.List(out _); left > 0; left--)
                        groups.Add(ReadGroup(ref reader));
                    break;
                case (5, ThriftType.List):
                    for (int left = reader.List(out _); left > 0; left--)
                        ReadPair(ref reader, metadata);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        List<ParquetColumn> columns = Columns(elements);
        return (columns, Checked(groups, columns.Count, fileLength), metadata);
    }

    private static Element ReadElement(ref ThriftReader reader)
    {
        (string name, int repetition, int children, bool isText) = ("", Required, 0, false);
        ParquetType? physical = null;
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (1, ThriftType.Int32):
                    physical = (ParquetType)reader.Count();
                    break;
                case (3, ThriftType.Int32):
                    repetition = reader.Count();
                    break;
                case (4, ThriftType.Binary):
                    name = reader.Text();
                    break;
                case (5, ThriftType.Int32):
                    children = reader.Count();
                    break;
                case (6, ThriftType.Int32):
                    isText |= reader.Count() is ConvertedText or ConvertedEnum or ConvertedJson;
                    break;
                case (10, ThriftType.Struct):
                    isText |= IsLogicalText(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new(name, physical, repetition, children, isText);
    }

    /// <summary>Whether the member of the union is STRING, ENUM or JSON.</summary>
    private static bool IsLogicalText(ref ThriftReader reader)
    {
        bool isText = false;
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            isText |= field is 1 or 4 or 12;
            reader.Skip(type);
        }

        return isText;
    }

    private static (long Rows, List<ParquetChunk> Chunks) ReadGroup(ref ThriftReader reader)
    {
        long rows = 0;
        List<ParquetChunk> chunks = [];
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (1, ThriftType.List):
                    for (int left = reader.List(out _); left > 0; left--)
                        chunks.Add(ReadChunk(ref reader));
                    break;
                case (3, ThriftType.Int64):
                    rows = reader.Number();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return (rows, chunks);
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader)
    {
        ParquetChunk? chunk = null;
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (1, ThriftType.Binary):
                    throw new FormatException("its columns are in other files");
                case (3, ThriftType.Struct):
                    chunk = ReadChunkData(ref reader);
                    break;
                case (8 or 9, _):
                    throw new FormatException("it is encrypted");
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk ?? throw new FormatException("it is damaged: a column has no metadata");
    }

    private static ParquetChunk ReadChunkData(ref ThriftReader reader)
    {
        (long codec, long values, long uncompressed, long length, long data, long dictionary) = (0, 0, 0, 0, 0, 0);
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (4, ThriftType.Int32):
                    codec = reader.Number();
                    break;
                case (5, ThriftType.Int64):
                    values = reader.Number();
                    break;
                case (6, ThriftType.Int64):
                    uncompressed = reader.Number();
                    break;
                case (7, ThriftType.Int64):
                    length = reader.Number();
                    break;
                case (9, ThriftType.Int64):
                    data = reader.Number();
                    break;
                case (11, ThriftType.Int64):
                    dictionary = reader.Number();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        long start = dictionary > 0 ? Math.Min(dictionary, data) : data;
        return new(start, length, values, uncompressed, (ParquetCodec)codec);
    }

    private static void ReadPair(ref ThriftReader reader, Dictionary<string, string> metadata)
    {
        (string key, string value) = ("", "");
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            if (field == 1 && type == ThriftType.Binary)
                key = reader.Text();
            else if (field == 2 && type == ThriftType.Binary)
                value = reader.Text();
            else
                reader.Skip(type);
        }

        metadata[key] = value;
    }

    /// <summary>Returns the leaves of the tree, whose elements are in depth-first order.</summary>
    private static List<ParquetColumn> Columns(List<Element> elements)
    {
        List<ParquetColumn> columns = [];
        int next = 1;
        if (elements.Count == 0)
            throw new FormatException("it is damaged: it has no columns");
        Descend(elements[0].Children, [], 0, false);
        return next == elements.Count ? columns : throw new FormatException("it is damaged: its columns are no tree");

        void Descend(int children, string[] path, int definitions, bool isRepeated)
        {
            if (path.Length > MaximumDepth)
                throw new FormatException("it is damaged: its columns are nested too deep");
            for (int i = 0; i < children; i++)
            {
                if (next == elements.Count)
                    throw new FormatException("it is damaged: its columns are no tree");
                Element element = elements[next++];
                string[] below = [.. path, element.Name];
                int levels = definitions + (element.Repetition == Required ? 0 : 1);
                bool repeated = isRepeated || element.Repetition == Repeated;
                if (element.Type is { } type)
                    columns.Add(new(below, type, element.IsText, levels, repeated, columns.Count));
                else
                    Descend(element.Children, below, levels, repeated);
            }
        }
    }

    private static List<ParquetRowGroup> Checked(List<(long Rows, List<ParquetChunk> Chunks)> groups, int columns,
        long fileLength)
    {
        List<ParquetRowGroup> result = [];
        long first = 0;
        foreach ((long rows, List<ParquetChunk> chunks) in groups)
        {
            // An image takes more than a byte, so more rows than bytes are a lie that would cost memory.
            if (rows < 0 || rows > Math.Min(fileLength, Array.MaxLength) || chunks.Count != columns
                || chunks.Exists(chunk => chunk.Values < 0 || chunk.Length < 0 || chunk.Start < 0
                    || chunk.UncompressedLength < 0 || chunk.Start > fileLength - chunk.Length))
            {
                throw new FormatException("it is truncated or damaged: its metadata does not fit its length");
            }

            result.Add(new(first, (int)rows, chunks));
            first += rows;
        }

        return result;
    }
}
