using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Onnx;
using AlexNetPS.Models.PyTorch;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Models.Export;

/// <summary>Exports models to files.</summary>
internal static class ModelExport
{
    /// <summary>Returns the format of a file extension.</summary>
    /// <exception cref="ArgumentException">The extension is not that of a format.</exception>
    public static ModelFileFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SAFETENSORS" => ModelFileFormat.Safetensors,
        ".PTH" or ".PT" => ModelFileFormat.PyTorch,
        ".ONNX" => ModelFileFormat.Onnx,
        string extension => throw new ArgumentException($"The extension '{extension}' of '{path}' is not that of a "
            + "model format; use .safetensors, .pth, .pt or .onnx, or set the format."),
    };

    /// <summary>Returns the names that <see cref="TensorNames.Automatic"/> means.</summary>
    public static TensorNames NamesOf(AlexNetModel model, ModelFileFormat format, TensorNames names) =>
        names != TensorNames.Automatic ? names
            : format == ModelFileFormat.PyTorch && TensorNaming.IsTorchVision(model.Definition)
                ? TensorNames.TorchVision
                : TensorNames.Layers;

    /// <param name="model">The model.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="names">Tensor names.</param>
    /// <param name="warn">Receives a warning if the format cannot store something that its readers would get
    /// wrong.</param>
    public static void Write(AlexNetModel model, string path, ModelFileFormat format, TensorNames names,
        Action<string>? warn)
    {
        names = NamesOf(model, format, names);
        bool weightsOnly = format == ModelFileFormat.PyTorch
            || format == ModelFileFormat.Safetensors && names == TensorNames.TorchVision;
        if (weightsOnly && model.Definition.Input.Channels == 3
            && ChannelOrder.In(model.Recipe.EvaluationTransforms) == ColorOrder.Bgr)
        {
            warn?.Invoke($"'{Path.GetFileName(path)}' cannot store that the network takes blue first (ChannelOrder "
                + "Bgr), and other programs pass red first. "
                + "Keep the recipe with the file, for Import-AlexNetModel -Recipe.");
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
    /// Writes the file as Python's libraries do. With other tensor names it is not a model of this library.
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
