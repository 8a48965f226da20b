using AlexNetPS.Models.Caffe;
using Google.Protobuf;

namespace AlexNetPS.Protobuf;

/// <summary>
/// A caffe.NetParameter by the numbers of its fields (BVLC/caffe, src/caffe/proto/caffe.proto): few of its hundreds are needed, and
/// arrays stay in the file.
/// </summary>
public sealed class CaffeFormat : ICaffeFormat
{
    private const int NetName = 1, NetOldLayers = 2, NetLayers = 100, MaximumLayers = 10_000;

    /// <inheritdoc/>
    public CaffeNetwork Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using var reader = new FieldReader(stream);
            return Read(reader, stream.Length);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException)
        {
            throw new FormatException($"it is truncated or damaged, or no Caffe model: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static CaffeNetwork Read(FieldReader reader, long length)
    {
        string name = "";
        var layers = new List<CaffeLayer>();
        foreach ((int field, WireFormat.WireType type) in reader.Fields(length))
        {
            bool isMessage = type == WireFormat.WireType.LengthDelimited;
            if (isMessage && field == NetName) name = reader.Text();
            else if (isMessage && field == NetLayers) layers.Add(CaffeLayerMessage.Present.Read(reader));
            else if (isMessage && field == NetOldLayers) layers.Add(CaffeLayerMessage.Old.Read(reader));
            else reader.Skip();
            if (layers.Count > MaximumLayers) throw reader.Damaged();
        }

        return layers.Any(layer => layer.Blobs.Count > 0) ? new(name, layers)
            : throw new FormatException("it has no layers with weights that can be read; Caffe's upgrade_net_proto_binary brings a model from before 2014 up to date");
    }
}
