using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Ranks;

/// <summary>How the gradients of several processes are sent and summed.</summary>
[JsonConverter(typeof(EnumNameConverter<GradientSum>))]
public enum GradientSum : long
{
    /// <summary>In float32, by MPI's allreduce; with more than two processes the order of the sum is MPI's.</summary>
    Float32,

    /// <summary>
    /// In float32, from rank 0 to the last: the same bits as one process that accumulates the parts of the batch in this
    /// order. Every rank sums one part of the values and sends the sum to the others, which is as many bytes as an
    /// allreduce by a ring.
    /// </summary>
    Ordered,

    /// <summary>
    /// As <see cref="Ordered"/>, but values and sums are sent as bfloat16, rounded to nearest even: half the bytes. The
    /// sums themselves are made in float32.
    /// </summary>
    BFloat16,
}
