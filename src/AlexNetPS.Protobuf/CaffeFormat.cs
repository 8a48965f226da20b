using AlexNetPS.Models.Caffe;
using Google.Protobuf;

namespace AlexNetPS.Protobuf;

/// <summary>
/// Reads a caffe.NetParameter by its field numbers (BVLC/caffe, src/caffe/proto/caffe.proto): few of its hundreds of
/// fields are needed, and arrays stay in the file.
/// </summary>
public sealed class CaffeFormat : ICaffeFormat
{
    private const int NetName = 1, NetOldLayers = 2, NetLayers = 100, MaximumLayers = 10_000, MaximumBlobs = 10_000;

    /// <inheritdoc/>
    public CaffeNetwork Read(Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using var reader = new FieldReader(stream, cancellation);
            return Read(reader, stream.Length);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException)
        {
            throw new FormatException($"it is truncated or damaged, or not a Caffe model: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static CaffeNetwork Read(FieldReader reader, long length)
    {
        string name = "";
        var layers = new List<CaffeLayer>();
        int blobs = 0;
        foreach ((int field, WireFormat.WireType type) in reader.Fields(length))
        {
            bool isMessage = type == WireFormat.WireType.LengthDelimited;
            CaffeLayerMessage? layer = !isMessage
                ? null
                : field == NetLayers ? CaffeLayerMessage.Present : field == NetOldLayers ? CaffeLayerMessage.Old : null;
            if (layer is not null)
            {
                layers.Add(layer.Read(reader));
                blobs += layers[^1].Blobs.Count;
                if (layers.Count > MaximumLayers || blobs > MaximumBlobs)
                    throw reader.Damaged();
            }
            else if (isMessage && field == NetName)
            {
                name = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return layers.Any(layer => layer.Blobs.Count > 0) ? new(name, layers)
            : throw new FormatException("it has no layers with weights that can be read; Caffe's "
                + "upgrade_net_proto_binary brings a model from before 2014 up to date");
    }
}
