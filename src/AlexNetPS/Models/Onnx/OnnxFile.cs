using System.Globalization;
using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Onnx;

/// <summary>Writes a model as ONNX: a batch of images as input, logits and probabilities as outputs.</summary>
internal static class OnnxFile
{
    public static void Write(AlexNetModel model, string path, IReadOnlyList<(string Name,
        TensorDescription Tensor)> parameters)
    {
        var graph = new OnnxGraph(model.Definition, parameters, model.Parameter);
        TensorShape input = model.Definition.Input;
        Dictionary<string, string> metadata = model.Describe().ToMetadata();

        bool blueFirst = ChannelOrder.In(model.Recipe.EvaluationTransforms) == ColorOrder.Bgr;

        // Keys that other programs read, in addition to those of this library.
        metadata["class_names"] = JsonSerializer.Serialize(model.Classes);
        string order = blueFirst ? "blue, green, red" : "red, green, blue";
        metadata["input"] = string.Create(CultureInfo.InvariantCulture, $"float32 [batch, {input.Channels}, "
            + $"{input.Height}, {input.Width}]{(input.Channels == 3 ? $", channels {order}" : "")}");
        metadata["transforms"] = JsonSerializer.Serialize(model.Recipe.EvaluationTransforms, NetworkArchitecture.Json);
        var onnx = new OnnxModel(
            model.Name, model.ToString(), metadata["created_by"], graph.Nodes, graph.Constants,
            new(OnnxGraph.Input, [input.Channels, input.Height, input.Width]),
            [new(OnnxGraph.Logits, [model.Definition.Classes]),
                new(OnnxGraph.Probabilities, [model.Definition.Classes])], metadata);
        try
        {
            FileReplacement.Write(path, stream => OnnxWriter.Write(stream, onnx));
        }
        catch (NotSupportedException e)
        {
            throw new ModelFormatException($"'{path}' cannot be written as ONNX: {e.Message}", e);
        }
    }
}
