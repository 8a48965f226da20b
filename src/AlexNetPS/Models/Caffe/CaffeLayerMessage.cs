using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Caffe;

/// <summary>Field numbers of a layer: caffe.LayerParameter, or caffe.V1LayerParameter from before 2014.</summary>
internal sealed record CaffeLayerMessage(int Name, int Type, int Blobs, int Normalization)
{
    private const int NormalizationConstant = 5, MaximumBlobs = 100;

    /// <summary>LayerParameter: its type is a string.</summary>
    public static CaffeLayerMessage Present { get; } = new(1, 2, 7, 118);

    /// <summary>V1LayerParameter: its type is a number.</summary>
    public static CaffeLayerMessage Old { get; } = new(4, 5, 6, 18);

    /// <summary>V1 layer types of AlexNet; only these need names.</summary>
    private static readonly Dictionary<long, string> _oldTypes = new()
    {
        [4] = "Convolution",
        [5] = "Data",
        [6] = "Dropout",
        [14] = "InnerProduct",
        [15] = "LRN",
        [17] = "Pooling",
        [18] = "ReLU",
        [20] = "Softmax",
        [21] = "SoftmaxWithLoss",
        [23] = "TanH",
    };

    /// <summary>Reads a layer.</summary>
    public CaffeLayer Read(ProtobufReader reader)
    {
        (string name, string layerType, double k) = ("", "", 1);
        var blobs = new List<CaffeBlob>();
        foreach ((int field, WireType type) in reader.Fields(reader.Enter()))
        {
            bool isMessage = type == WireType.Bytes;
            if (isMessage && field == Name)
                name = reader.Text();
            else if (isMessage && field == Type)
                layerType = reader.Text();
            else if (type == WireType.Varint && field == Type)
                layerType = OldType(reader.Number());
            else if (isMessage && field == Blobs)
                blobs.Add(CaffeBlobMessage.Read(reader));
            else if (isMessage && field == Normalization)
                k = ReadConstant(reader);
            else
                reader.Skip();
            if (blobs.Count > MaximumBlobs)
                throw reader.Damaged();
        }

        return new(name, layerType, blobs, k);
    }

    private static string OldType(long number) => _oldTypes.GetValueOrDefault(number,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"type {number}"));

    private static double ReadConstant(ProtobufReader reader)
    {
        double k = 1;
        foreach ((int field, WireType type) in reader.Fields(reader.Enter()))
        {
            if (field == NormalizationConstant && type == WireType.Fixed32)
                k = reader.Single();
            else
                reader.Skip();
        }

        return k;
    }
}
