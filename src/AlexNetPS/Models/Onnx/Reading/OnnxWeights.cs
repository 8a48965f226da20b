using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// An ONNX file whose graph is a network of this kind. The graph states the network; one of this library also states
/// classes, recipe and training.
/// </summary>
internal sealed class OnnxWeights(FileBytes bytes) : WeightFile(bytes)
{
    private readonly SideFiles _beside = new(bytes);

    public override string Format => "ONNX model";

    public override NetworkDefinition Network => field ??= Define();

    public override IReadOnlyDictionary<string, string> Metadata => Contents.Metadata;

    private OnnxContents Contents => field ??= OnnxReader.Read(Bytes, _beside.Open);

    private OnnxChain Chain => field ??= OnnxChain.Of(Contents);

    public override void Dispose()
    {
        _beside.Dispose();
        base.Dispose();
    }

    /// <summary>Whether a file starts like a ModelProto: its version, then another field.</summary>
    public static bool Begins(byte[] start) =>
        start is [0x08, > 0 and < 0x80, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42 or 0x72, ..];

    protected override IEnumerable<WeightTensor> List() => Chain.Tensors;

    private NetworkDefinition Define()
    {
        string name = new([.. System.IO.Path.GetFileNameWithoutExtension(Path).Where(c => !char.IsControl(c))]);
        try
        {
            return new(name.Trim().Length == 0 ? "Onnx" : NameText.Truncate(name, LayerLimits.Name), Chain.InputShape,
                Chain.Layers);
        }
        catch (NetworkDefinitionException e)
        {
            throw new FormatException($"its graph is no network of this kind: {e.Message.TrimEnd('.')}", e);
        }
    }
}
