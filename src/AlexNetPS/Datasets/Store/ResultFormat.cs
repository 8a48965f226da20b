using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Datasets.Store;

/// <summary>Results of files as bytes, in the journal of an import and in a part of a store.</summary>
internal static class ResultFormat
{
    public static void Write(BinaryWriter writer, FileResult result)
    {
        writer.Write(result.Length);
        writer.Write(result.Modified.ToBinary());
        writer.Write(result.Reason ?? "");
        writer.Write(result.Warning ?? "");
        ContentHash hash = result.Hash;
        writer.Write((ReadOnlySpan<byte>)hash);
        if (result.Image is { } image)
        {
            Write(writer, image, result.Moments);
            writer.Write(result.Checksum);
            Write(writer, result.Scores);
            Write(writer, result.Look);
        }
    }

    public static FileResult Read(BinaryReader reader)
    {
        long length = reader.ReadInt64();
        var modified = DateTime.FromBinary(reader.ReadInt64());
        string reason = reader.ReadString(), warning = reader.ReadString();
        var result = new FileResult(length, modified, null, reason.Length == 0 ? null : reason,
            warning.Length == 0 ? null : warning)
        {
            Hash = ContentHash.From(reader.ReadBytes(ContentHash.Length)),
        };
        if (reason.Length > 0)
            return result;
        (StoredImage? image, ChannelMoments moments) = ReadImage(reader);
        return result with
        {
            Image = image,
            Moments = moments,
            Checksum = reader.ReadUInt32(),
            Scores = ReadScores(reader),
            Look = ReadLook(reader),
        };
    }

    private static void Write(BinaryWriter writer, in StoredImage image, in ChannelMoments sums)
    {
        writer.Write(image.Shard);
        writer.Write(image.Offset);
        writer.Write(image.Length);
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write(image.Channels);
        writer.Write(image.SourceWidth);
        writer.Write(image.SourceHeight);
        Span<long> moments = stackalloc long[ChannelMoments.Count];
        sums.CopyTo(moments);
        foreach (long value in moments)
            writer.Write(value);
    }

    private static void Write(BinaryWriter writer, StrongBox<PerceptualHash>? look)
    {
        ReadOnlySpan<byte> bytes = look is null ? []
            : MemoryMarshal.AsBytes(new ReadOnlySpan<PerceptualHash>(ref look.Value));
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static StrongBox<PerceptualHash>? ReadLook(BinaryReader reader)
    {
        byte[] bytes = reader.ReadBytes(reader.ReadInt32());
        return bytes.Length == Unsafe.SizeOf<PerceptualHash>()
            ? new StrongBox<PerceptualHash>(MemoryMarshal.Read<PerceptualHash>(bytes))
            : null;
    }

    private static void Write(BinaryWriter writer, ImageScores? scores)
    {
        Span<float> values = stackalloc float[ImageScores.Count];
        values.Fill(float.NaN);
        scores?.CopyTo(values);
        foreach (float value in values)
            writer.Write(value);
    }

    private static ImageScores? ReadScores(BinaryReader reader)
    {
        Span<float> values = stackalloc float[ImageScores.Count];
        foreach (ref float value in values)
            value = reader.ReadSingle();
        return ImageScores.From(values);
    }

    private static (StoredImage? Image, ChannelMoments Moments) ReadImage(BinaryReader reader)
    {
        int shard = reader.ReadInt32();
        long offset = reader.ReadInt64();
        int length = reader.ReadInt32();
        int width = reader.ReadInt32(), height = reader.ReadInt32(), channels = reader.ReadInt32();
        int sourceWidth = reader.ReadInt32(), sourceHeight = reader.ReadInt32();
        Span<long> moments = stackalloc long[ChannelMoments.Count];
        foreach (ref long value in moments)
            value = reader.ReadInt64();
        return (new StoredImage(shard, offset, length, width, height, channels, sourceWidth, sourceHeight),
            ChannelMoments.From(moments));
    }
}
