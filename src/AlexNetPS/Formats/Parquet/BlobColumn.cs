namespace AlexNetPS.Formats.Parquet;

/// <summary>
/// Reads single values of a column of bytes. Holds the last page, so that rows in order decompress each page once. For
/// one thread.
/// </summary>
internal sealed class BlobColumn(ParquetFile file, ParquetColumn column)
{
    private readonly PageBuffers _buffers = new(), _dictionaryBuffers = new();

    private ParquetRowGroup? _group;
    private ParquetPage[] _pages = [];
    private int[] _firstRows = [];
    private ByteArrays? _dictionary, _values;
    private bool[]? _isPresent;
    private int[] _ranks = [];
    private int _page = -1;

    /// <summary>Returns the value of a row, valid until the next call; false if it has none.</summary>
    /// <param name="row">Position in the file.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="FormatException">The file is damaged, or does not have the row.</exception>
    public bool TryRead(long row, out ReadOnlyMemory<byte> value)
    {
        ParquetRowGroup group = file.Groups.FirstOrDefault(one => row >= one.FirstRow && row < one.FirstRow + one.Rows)
            ?? throw new FormatException("it has fewer rows than before");
        if (_group != group)
            OpenGroup(group);
        int inGroup = (int)(row - group.FirstRow), found = Array.BinarySearch(_firstRows, inGroup);
        int page = found < 0 ? ~found - 1 : found;
        if (_page != page)
            OpenPage(page);
        int inPage = inGroup - _firstRows[page];
        value = default;
        if (_isPresent?[inPage] == false)
            return false;
        value = _values!.Memory(_isPresent is null ? inPage : _ranks[inPage]);
        return true;
    }

    private void OpenGroup(ParquetRowGroup group)
    {
        (_group, _page, _dictionary) = (null, -1, null);
        ParquetChunk chunk = group.Chunks[column.Index];
        if (chunk.Values != group.Rows)
            throw new FormatException($"it is damaged: its column '{column.Name}' does not have a value for each row");
        List<ParquetPage> pages = [];
        List<int> firstRows = [];
        int row = 0;
        foreach (ParquetPage page in file.Pages(group, column))
        {
            if (page.Kind == ParquetPageKind.Dictionary)
            {
                _dictionary = ByteArrays.Read(file.Read(page, chunk.Codec, _dictionaryBuffers), ParquetEncoding.Plain,
                    page.Values, null);
            }
            else if (page.Kind is ParquetPageKind.Data or ParquetPageKind.DataVersion2 && page.Values > 0)
            {
                pages.Add(page);
                firstRows.Add(row);
                row += page.Values;
            }
        }

        (_pages, _firstRows, _group) = ([.. pages], [.. firstRows], group);
    }

    private void OpenPage(int index)
    {
        _page = -1;
        ParquetPage page = _pages[index];
        ReadOnlyMemory<byte> bytes = file.Read(page, _group!.Chunks[column.Index].Codec, _buffers);
        bytes = PageLevels.Read(page, column, bytes, out _isPresent);
        _values = ByteArrays.Read(bytes, page.Encoding, PageLevels.Count(page, _isPresent), _dictionary);
        if (_isPresent is not null)
        {
            _ranks = new int[page.Values];
            for (int i = 1; i < _ranks.Length; i++)
                _ranks[i] = _ranks[i - 1] + (_isPresent[i - 1] ? 1 : 0);
        }

        _page = index;
    }
}
