using System.Runtime.InteropServices;
using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Onnx;

/// <summary>
/// Writes an onnx.ModelProto by its field numbers (onnx/onnx, onnx.proto). Weights are copied to the file without
/// buffering.
/// </summary>
internal static class OnnxWriter
{
    private const int Graph = 7, GraphConstant = 5, TensorBytes = 9, Float = 1, Int64 = 7;
    private const long MaxValues = int.MaxValue - (1 << 16);

    /// <summary>Writes a model.</summary>
    /// <exception cref="NotSupportedException">The model is larger than a protocol buffer can be.</exception>
    public static void Write(Stream stream, OnnxModel model)
    {
        byte[] rest = GraphWithoutConstants(model);

        // Computed before the headers, whose lengths include the values.
        long values = model.Constants.Sum(Bytes);
        if (values > MaxValues)
            throw TooLarge(values);
        byte[][] heads = [.. model.Constants.Select(Head)];
        long length = rest.Length + heads.Sum(head => (long)head.Length) + values;
        if (length > int.MaxValue)
            throw TooLarge(length);

        stream.Write(Header(model).Start(Graph, (int)length).Written.ToArray());
        foreach ((byte[] head, OnnxTensor tensor) in heads.Zip(model.Constants))
        {
            stream.Write(head);
            stream.Write(tensor.Integers is { } integers
                ? MemoryMarshal.AsBytes<long>(integers.ToArray())
                : MemoryMarshal.AsBytes(tensor.Floats.Span));
        }

        stream.Write(rest);
    }

    private static NotSupportedException TooLarge(long bytes) =>
        new($"The network has {bytes:N0} bytes; an ONNX file holds at most {int.MaxValue:N0}.");

    private static ProtobufWriter Header(OnnxModel model)
    {
        ProtobufWriter header = new ProtobufWriter().Number(1, OnnxModel.IrVersion).Text(2, "AlexNetPS")
            .Text(3, model.ProducerVersion).Text(6, model.Description)
            .Message(8, new ProtobufWriter().Text(1, "").Number(2, OnnxModel.Opset));
        foreach ((string key, string value) in model.Metadata)
            header.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        return header;
    }

    private static byte[] GraphWithoutConstants(OnnxModel model)
    {
        ProtobufWriter graph = new ProtobufWriter().Text(2, model.Name);
        foreach (OnnxNode node in model.Nodes)
            graph.Message(1, Node(node));
        graph.Message(11, Value(model.Input));
        foreach (OnnxValue output in model.Outputs)
            graph.Message(12, Value(output));
        return graph.Written.ToArray();
    }

    private static ProtobufWriter Node(OnnxNode node)
    {
        var message = new ProtobufWriter();
        foreach (string input in node.Inputs)
            message.Text(1, input);
        message.Text(2, node.Name).Text(3, node.Name).Text(4, node.Type);
        foreach (OnnxAttribute attribute in node.Attributes)
            message.Message(5, Attribute(attribute));
        return message;
    }

    private static ProtobufWriter Attribute(OnnxAttribute attribute)
    {
        ProtobufWriter message = new ProtobufWriter().Text(1, attribute.Name);
        if (attribute.Number is float number)
            return message.Single(2, number).Number(20, 1);
        if (attribute.Integer is long integer)
            return message.Number(3, integer).Number(20, 2);
        foreach (long value in attribute.Integers ?? [])
            message.Number(8, value);
        return message.Number(20, 7);
    }

    /// <summary>Everything of an initializer up to its values, including the field tag in the graph.</summary>
    private static byte[] Head(OnnxTensor tensor)
    {
        var message = new ProtobufWriter();
        foreach (long size in tensor.Shape)
            message.Number(1, size);
        byte[] inner = message.Number(2, tensor.Integers is null ? Float : Int64).Text(8, tensor.Name)
            .Start(TensorBytes, checked((int)Bytes(tensor))).Written.ToArray();
        var outer = new ProtobufWriter();
        outer.Start(GraphConstant, checked((int)(inner.Length + Bytes(tensor))));
        return [.. outer.Written, .. inner];
    }

    private static long Bytes(OnnxTensor tensor) => tensor.Integers is { } integers
        ? (long)sizeof(long) * integers.Count
        : (long)sizeof(float) * tensor.Floats.Length;

    /// <summary>float32, with a batch dimension that the caller chooses.</summary>
    private static ProtobufWriter Value(OnnxValue value)
    {
        ProtobufWriter shape = new ProtobufWriter().Message(1, new ProtobufWriter().Text(2, "batch"));
        foreach (long size in value.Shape)
            shape.Message(1, new ProtobufWriter().Number(1, size));
        ProtobufWriter tensor = new ProtobufWriter().Number(1, Float).Message(2, shape);
        return new ProtobufWriter().Text(1, value.Name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
