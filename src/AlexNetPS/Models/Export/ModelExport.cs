using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Onnx;
using AlexNetPS.Models.PyTorch;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Export;

/// <summary>A model to a file of a format.</summary>
internal static class ModelExport
{
    /// <summary>The format that a file's extension means.</summary>
    /// <exception cref="ArgumentException">It means none.</exception>
    public static ModelFileFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SAFETENSORS" => ModelFileFormat.Safetensors,
        ".PTH" or ".PT" => ModelFileFormat.PyTorch,
        ".ONNX" => ModelFileFormat.Onnx,
        string extension => throw new ArgumentException($"The extension '{extension}' of '{path}' means no format; "
            + "use .safetensors, .pth, .pt or .onnx, or say the format."),
    };

    /// <param name="model">The model.</param>
    /// <param name="path">Where to.</param>
    /// <param name="format">Its format.</param>
    /// <param name="names">How tensors are named.</param>
    /// <param name="warn">Told what the format cannot hold and its readers would get wrong.</param>
    public static void Write(AlexNetModel model, string path, ModelFileFormat format, TensorNames names,
        Action<string>? warn)
    {
        if (names == TensorNames.Automatic)
        {
            names = format == ModelFileFormat.PyTorch && TensorNaming.IsTorchVision(model.Definition)
                ? TensorNames.TorchVision
                : TensorNames.Layers;
        }

        bool weightsOnly = format == ModelFileFormat.PyTorch
            || format == ModelFileFormat.Safetensors && names == TensorNames.TorchVision;
        if (weightsOnly && model.Definition.Input.Channels == 3
            && ChannelOrder.In(model.Recipe.EvaluationTransforms) == ColorOrder.Bgr)
        {
            warn?.Invoke($"'{Path.GetFileName(path)}' cannot hold that the network takes blue first (ChannelOrder "
                + "Bgr), and other programs give it red first. "
                + "Keep the recipe beside it: Import-AlexNetModel takes it with -Recipe.");
        }

        switch (format)
        {
            case ModelFileFormat.PyTorch:
                TorchFileWriter.Write(path, TensorNaming.For(model.Definition, names), model.Parameter);
                break;
            case ModelFileFormat.Onnx:
                OnnxFile.Write(model, path, TensorNaming.For(model.Definition, names));
                break;
            case ModelFileFormat.Safetensors when names == TensorNames.TorchVision:
                WriteTorchVision(model, path, TensorNaming.For(model.Definition, names));
                break;
            default:
                model.Save(path);
                break;
        }
    }

    /// <summary>
    /// As Python's libraries write it: under other names the file is no model of this library any more.
    /// </summary>
    private static void WriteTorchVision(AlexNetModel model, string path, IReadOnlyList<(string Name,
        TensorDescription Tensor)> tensors)
    {
        var own = tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor.Name, StringComparer.Ordinal);
        SafetensorsFile.Write(path, new Dictionary<string, string> { ["format"] = "pt" },
            [.. tensors.Select(entry => (entry.Name, entry.Tensor.Shape))],
            (name, destination) => model.Parameter(own[name]).Span.CopyTo(destination));
    }
}
