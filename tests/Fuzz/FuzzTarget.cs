namespace AlexNetPS.Fuzz;

/// <summary>A reader of files, and what it may do with any bytes.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Documented">Exceptions that tell the user what is wrong with the file.</param>
internal sealed record FuzzTarget(string Name, params Type[] Documented)
{
    private const long Megabyte = 1 << 20;

    /// <summary>Creates the first inputs: small real files.</summary>
    public required Func<string, IEnumerable<byte[]>> Seeds { get; init; }

    /// <summary>Reads an input, which is written to a file in the folder, as a user's command would.</summary>
    public required Action<byte[], string> Read { get; init; }

    /// <summary>Words that the reader knows; mutations insert them.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Bytes that begin and end a value of the format; mutations exchange what is between them.</summary>
    public string Delimiters { get; init; } = "";

    /// <summary>Memory that may be allocated for each byte of the input.</summary>
    public long BytesPerByte { get; init; } = 1_000;

    /// <summary>Bytes that may be allocated for an input.</summary>
    public long MemoryFor(int length) => 64 * Megabyte + BytesPerByte * length;
}
