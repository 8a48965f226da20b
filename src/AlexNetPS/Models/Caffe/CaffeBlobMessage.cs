using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Caffe;

/// <summary>caffe.BlobProto.</summary>
internal static class CaffeBlobMessage
{
    private const int Data = 5, Shape = 7, DoubleData = 8, ShapeSizes = 1, MaximumDimensions = 16;

    /// <summary>
    /// Reads the shape and file position of an array. Older files have num, channels, height and width (fields 1 to 4)
    /// instead of a shape.
    /// </summary>
    public static CaffeBlob Read(ProtobufReader reader)
    {
        long[] old = [1, 1, 1, 1];
        bool isOld = false, isDouble = false;
        List<long> shape = [];
        (long Start, long Length)? values = null;
        foreach ((int field, WireType type) in reader.Fields(reader.Enter()))
        {
            switch (field, type)
            {
                case ( >= 1 and <= 4, WireType.Varint):
                    old[field - 1] = reader.Number();
                    isOld = true;
                    break;
                case (Shape, WireType.Bytes):
                    ReadShape(reader, shape);
                    break;
                case (Data or DoubleData, WireType.Bytes):
                    if (values is not null)
                        throw new FormatException("one of its arrays is in several pieces, which Caffe does not write");
                    values = reader.Bytes();
                    isDouble = field == DoubleData;
                    break;
                case (Data or DoubleData, _):
                    throw new FormatException("one of its arrays is not packed, which Caffe does not write");
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(isOld && shape.Count == 0 ? old : shape, isDouble, values?.Start ?? 0, values?.Length ?? 0);
    }

    private static void ReadShape(ProtobufReader reader, List<long> shape)
    {
        foreach ((int field, WireType type) in reader.Fields(reader.Enter()))
        {
            if (field == ShapeSizes && type == WireType.Varint)
            {
                shape.Add(reader.Number());
            }
            else if (field == ShapeSizes && type == WireType.Bytes)
            {
                // Packed: the numbers follow one another.
                for (long end = reader.Enter(); reader.Position < end && shape.Count <= MaximumDimensions;)
                    shape.Add(reader.Number());
            }
            else
            {
                reader.Skip();
            }

            if (shape.Count > MaximumDimensions)
                throw reader.Damaged();
        }
    }
}
