using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Formats.TensorBoard;

/// <summary>
/// Values at one step, as TensorBoard's event by the numbers of its fields (tensorflow/tensorflow, event.proto and
/// summary.proto).
/// </summary>
/// <param name="step">Updates of the weights done.</param>
internal sealed class CurveEvent(long step)
{
    private readonly ProtocolMessage _summary = new();

    /// <summary>What a file begins with.</summary>
    public static ProtocolMessage Version() => Event(0).Text(3, "brain.Event:2");

    /// <summary>
    /// Says that a process goes on from a step: TensorBoard drops what the files before have of this step and later
    /// ones.
    /// </summary>
    public static ProtocolMessage SessionStart(long step) => Event(step).Message(7, new ProtocolMessage().Number(1, 1));

    /// <summary>A number; none where it is null.</summary>
    public void Add(string tag, double? value)
    {
        if (value is double number)
            _summary.Message(1, new ProtocolMessage().Text(1, tag).Single(2, (float)number));
    }

    public void Add(string tag, ValueHistogram histogram)
    {
        (double Limit, int Count)[] buckets = [.. histogram.Buckets()];
        ProtocolMessage message = new ProtocolMessage()
            .Double(1, histogram.Minimum).Double(2, histogram.Maximum).Double(3, histogram.Count)
            .Double(4, histogram.Sum).Double(5, histogram.SumOfSquares)
            .Doubles(6, [.. buckets.Select(bucket => bucket.Limit)])
            .Doubles(7, [.. buckets.Select(bucket => (double)bucket.Count)]);
        _summary.Message(1, new ProtocolMessage().Text(1, tag).Message(5, message));
    }

    public ProtocolMessage ToMessage() => Event(step).Message(5, _summary);

    private static ProtocolMessage Event(long step) =>
        new ProtocolMessage().Double(1, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds).Number(2, step);
}
