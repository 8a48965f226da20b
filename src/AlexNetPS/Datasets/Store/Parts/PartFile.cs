using System.Text;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>A listed file of a part, with its result: a record of files.bin.</summary>
/// <param name="Source">The file as listed; members of archives without their place.</param>
/// <param name="Result">Its result.</param>
/// <param name="IsSummed">Whether its image is in the sums.</param>
internal readonly record struct PartFile(SourceFile Source, FileResult Result, bool IsSummed)
{
    public static void WriteAll(Stream file, IReadOnlyList<PartFile> files)
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(files.Count);
        foreach (PartFile one in files)
            one.Write(writer);
    }

    /// <param name="path">The file.</param>
    /// <param name="properties">Names of the properties.</param>
    /// <exception cref="EndOfStreamException">It is too short.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static PartFile[] ReadAll(string path, IReadOnlyList<string> properties)
    {
        using var reader = new BinaryReader(InputFile.Open(path), Encoding.UTF8);
        var texts = new SharedText();
        PartFile[] files = new PartFile[reader.ReadInt32()];
        for (int i = 0; i < files.Length; i++)
            files[i] = Read(reader, properties, texts);
        return files;
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(Source.RelativePath);
        writer.Write(Source.ClassName);
        writer.Write((sbyte)(Source.FixedSplit ?? (SplitName)(-1)));
        writer.Write(Source.Length);
        writer.Write(Source.Modified.ToBinary());
        Write(writer, Source.Fault);
        Write(writer, Source.Group);
        writer.Write(Source.Properties?.Values.Length ?? -1);
        foreach (string value in Source.Properties?.Values ?? [])
            writer.Write(value);
        writer.Write(IsSummed);
        ResultFormat.Write(writer, Result);
    }

    private static PartFile Read(BinaryReader reader, IReadOnlyList<string> properties, SharedText texts)
    {
        string path = reader.ReadString(), className = texts.Of(reader.ReadString());
        sbyte split = reader.ReadSByte();
        var source = new SourceFile(path, className, split < 0 ? null : (SplitName)split, reader.ReadInt64(),
            DateTime.FromBinary(reader.ReadInt64()))
        {
            Fault = ReadText(reader, texts),
            Group = ReadText(reader, texts),
            Properties = ReadProperties(reader, properties, texts),
        };
        bool isSummed = reader.ReadBoolean();
        return new PartFile(source, ResultFormat.Read(reader), isSummed);
    }

    // A file that is not read may have other columns than the dataset.
    private static PropertyRow? ReadProperties(BinaryReader reader, IReadOnlyList<string> names, SharedText texts)
    {
        int count = reader.ReadInt32();
        if (count < 0)
            return null;
        string[] values = new string[count];
        foreach (ref string value in values.AsSpan())
            value = texts.Of(reader.ReadString());
        return new PropertyRow(names, values);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    private static string? ReadText(BinaryReader reader, SharedText texts)
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? texts.Of(text) : null;
    }
}
