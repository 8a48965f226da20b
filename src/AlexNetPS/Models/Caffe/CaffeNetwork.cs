namespace AlexNetPS.Models.Caffe;

/// <summary>A caffe.NetParameter, in the current format or the older "V1".</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Layers">Layers in order.</param>
internal sealed record CaffeNetwork(string Name, IReadOnlyList<CaffeLayer> Layers);

/// <summary>A Caffe layer.</summary>
/// <param name="Name">Name in the file: conv1, fc6, ...</param>
/// <param name="Type">Convolution, InnerProduct, Pooling, LRN, ...</param>
/// <param name="Blobs">Weights, then biases; empty for a layer without weights.</param>
/// <param name="NormalizationConstant">k of response normalization.</param>
internal sealed record CaffeLayer(string Name, string Type, IReadOnlyList<CaffeBlob> Blobs,
    double NormalizationConstant);

/// <summary>Position of a Caffe array in the file.</summary>
/// <param name="Shape">Dimensions, outermost first; older files always have four.</param>
/// <param name="IsDouble">Whether elements have eight bytes instead of four.</param>
/// <param name="Offset">Position of the first byte.</param>
/// <param name="Length">Length in bytes.</param>
internal sealed record CaffeBlob(IReadOnlyList<long> Shape, bool IsDouble, long Offset, long Length);
