namespace AlexNetPS.Models.Caffe;

/// <summary>Reading of Caffe's .caffemodel files, done by the plug-in AlexNetPS.Protobuf.</summary>
public interface ICaffeFormat
{
    /// <summary>Lists layers and where their values lie; reads no values.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="FormatException">Damaged, or not a network of Caffe's.</exception>
    CaffeNetwork Read(Stream stream, CancellationToken cancellation);
}

/// <summary>A caffe.NetParameter, in its present form or the older "V1".</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Layers">In order.</param>
public sealed record CaffeNetwork(string Name, IReadOnlyList<CaffeLayer> Layers);

/// <summary>A layer of Caffe's.</summary>
/// <param name="Name">As the file has it: conv1, fc6, ...</param>
/// <param name="Type">Convolution, InnerProduct, Pooling, LRN, ...</param>
/// <param name="Blobs">Weights, then biases; empty for a layer that does not learn.</param>
/// <param name="NormalizationConstant">k of response normalization.</param>
public sealed record CaffeLayer(string Name, string Type, IReadOnlyList<CaffeBlob> Blobs, double NormalizationConstant);

/// <summary>An array of Caffe's, where it lies in the file.</summary>
/// <param name="Shape">Dimensions, outermost first; older files always have four.</param>
/// <param name="IsDouble">Eight bytes an element instead of four.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public sealed record CaffeBlob(IReadOnlyList<long> Shape, bool IsDouble, long Offset, long Length);
