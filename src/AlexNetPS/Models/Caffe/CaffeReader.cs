using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Caffe;

/// <summary>
/// Reads a caffe.NetParameter by its field numbers (BVLC/caffe, src/caffe/proto/caffe.proto): few of its hundreds of
/// fields are needed, and arrays stay in the file.
/// </summary>
internal static class CaffeReader
{
    private const int NetName = 1, NetOldLayers = 2, NetLayers = 100, MaximumLayers = 10_000, MaximumBlobs = 10_000;

    /// <summary>Lists the layers and the positions of their values; reads no values.</summary>
    /// <exception cref="FormatException">Damaged, or not a Caffe network.</exception>
    public static CaffeNetwork Read(IByteSource file)
    {
        var reader = new ProtobufReader(file);
        string name = "";
        var layers = new List<CaffeLayer>();
        int blobs = 0;
        foreach ((int field, WireType type) in reader.Fields(file.Length))
        {
            bool isMessage = type == WireType.Bytes;
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
