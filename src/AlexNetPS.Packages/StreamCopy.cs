namespace AlexNetPS.Packages;

/// <summary>Copies a stream with a report after each block.</summary>
internal static class StreamCopy
{
    private const int Block = 1 << 18;

    public static void Append(Stream source, Stream target, Action transferred, CancellationToken cancellation)
    {
        byte[] buffer = new byte[Block];
        while (true)
        {
            // Asynchronous because only that read of a connection can be canceled.
            int count = source.ReadAsync(buffer, cancellation).AsTask().GetAwaiter().GetResult();
            if (count == 0)
                return;
            target.Write(buffer, 0, count);
            transferred();
        }
    }
}
