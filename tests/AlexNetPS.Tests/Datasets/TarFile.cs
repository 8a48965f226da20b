using System.Formats.Tar;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Makes tars.</summary>
internal static class TarFile
{
    public static byte[] Of(params IEnumerable<(string Name, byte[] Content)> members) =>
        Of(TarEntryFormat.Ustar, members);

    public static byte[] Of(TarEntryFormat format, params IEnumerable<(string Name, byte[] Content)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
                writer.WriteEntry(Entry(format, TarEntryType.RegularFile, name, content));
        }

        return stream.ToArray();
    }

    public static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name, byte[]? content = null)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.V7 =>
                new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name),
            _ => new UstarTarEntry(type, name),
        };
        if (content is not null)
            entry.DataStream = new MemoryStream(content);
        return entry;
    }
}
