using AlexNetPS.Models;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>ONNX files, of this module and of other exporters, with values in the file and next to it.</summary>
internal static class OnnxTarget
{
    public static FuzzTarget Target { get; } = new("onnx", typeof(ModelFormatException))
    {
        Seeds = scratch => Fixtures.Files("*.onnx").Append(Fixtures.Own(scratch, ".onnx")),
        Read = static (input, folder) =>
        {
            string path = Path.Combine(folder, "model.onnx"), side = Path.Combine(folder, "external.onnx.data");
            if (!File.Exists(side))
                File.Copy(Fixtures.Paths("external.onnx.data")[0], side);
            File.WriteAllBytes(path, input);
            AlexNetModel.Load(path);
        },
        Words = Fixtures.Words("Conv", "Relu", "MaxPool", "AveragePool", "Gemm", "LRN", "Flatten", "Softmax", "Dropout",
            "Reshape", "Constant", "Concat", "Slice", "Split", "MatMul", "Add", "Identity", "Cast", "Transpose", "Shape", "Gather",
            "kernel_shape", "strides", "pads", "group", "dilations", "alpha", "beta", "transB", "axis", "ceil_mode", "size",
            "bias", "auto_pad", "SAME_UPPER", "location", "offset", "length", "external.onnx.data", "../", "\x8\x1", "\x10\x1"),
    };
}
