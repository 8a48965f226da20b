using AlexNetPS.Models.Export;
using AlexNetPS.Networks;

namespace AlexNetPS.Reports.Cards;

/// <summary>
/// Python code that reads an exported file and an image, and computes what this library computes: the logits.
/// </summary>
internal static class PythonCode
{
    /// <summary>Returns the packages that the code needs, as pip names them.</summary>
    public static string Packages(ModelFileFormat format) => format switch
    {
        ModelFileFormat.Onnx => "numpy pillow onnxruntime",
        ModelFileFormat.Safetensors => "numpy pillow torch safetensors",
        _ => "numpy pillow torch",
    };

    /// <summary>Returns the code; it defines <c>logits(path)</c>, <c>classes</c> and <c>predict(path)</c>.</summary>
    public static IEnumerable<string> Of(CardFacts facts)
    {
        bool isOnnx = facts.Format == ModelFileFormat.Onnx;
        bool needsRecipe = PythonInput.NeedsRecipe(facts.Recipe);
        if (needsRecipe)
            yield return "import base64";
        yield return "import json";
        yield return "import os";
        yield return "";
        yield return "import numpy as np";
        if (isOnnx)
            yield return "import onnxruntime";
        else
            yield return "import torch";
        yield return "from PIL import Image, ImageOps";
        if (facts.Format == ModelFileFormat.Safetensors)
            yield return "from safetensors.torch import load_file";
        if (!isOnnx)
            yield return "from torch import nn";
        yield return "";
        yield return "FOLDER = \".\"  # the folder of this file";
        yield return "";
        yield return "";
        foreach (string line in PythonInput.Of(facts.Recipe, facts.Model.Definition.Input))
            yield return line;
        yield return "";
        yield return "";
        yield return $"file = os.path.join(FOLDER, {PythonNetwork.Literal(facts.FileName)})";
        foreach (string line in isOnnx ? Onnx() : Torch(facts))
            yield return line;
        yield return "";
        yield return "";
        yield return "with open(os.path.join(FOLDER, \"class_indices.json\"), encoding=\"utf-8\") as names:";
        yield return "    classes = list(json.load(names).values())";
        yield return "";
        yield return "";
        yield return "def predict(path):";
        yield return "    return classes[int(np.argmax(logits(path)))]";
    }

    private static IEnumerable<string> Onnx() =>
    [
        "session = onnxruntime.InferenceSession(file)",
        "",
        "",
        "def logits(path):",
        "    return session.run([\"logits\"], {\"images\": prepare(path)[None]})[0][0]",
    ];

    private static IEnumerable<string> Torch(CardFacts facts)
    {
        var modules = PythonNetwork.Modules(facts.Model.Definition);
        foreach (string line in PythonModules.Of(modules.Select(module => module.Module)))
            yield return line;
        yield return "network = nn.Sequential(";
        foreach ((string module, NetworkLayer layer, _) in modules)
            yield return $"    {module},  # {layer.Name}";
        yield return ")";
        yield return "places = {";
        string[] places = [.. modules.Index().Where(place => place.Item.HasWeights)
            .SelectMany(place => new[] { $"{place.Index}.weight", $"{place.Index}.bias" })];
        foreach (((string name, _), string place) in TensorNaming.For(facts.Model.Definition, facts.Names).Zip(places))
            yield return $"    {PythonNetwork.Literal(name)}: \"{place}\",";
        yield return "}";
        yield return facts.Format == ModelFileFormat.Safetensors
            ? "weights = load_file(file)"
            : "weights = torch.load(file, weights_only=True)";
        yield return "network.load_state_dict({places[name]: tensor for name, tensor in weights.items()})";
        yield return "network.eval()";
        yield return "";
        yield return "";
        yield return "def logits(path):";
        yield return "    with torch.no_grad():";
        yield return "        return network(torch.from_numpy(prepare(path))[None])[0].numpy()";
    }
}
