using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Formats.TensorBoard;

/// <summary>
/// TensorBoard event with the values of one step, written by field number (tensorflow/tensorflow, event.proto and
/// summary.proto).
/// </summary>
/// <param name="step">Optimizer steps done.</param>
internal sealed class CurveEvent(long step)
{
    private readonly ProtobufWriter _summary = new();

    /// <summary>First event of a file.</summary>
    public static ProtobufWriter Version() => Event(0).Text(3, "brain.Event:2");

    /// <summary>
    /// Marks a session that resumes from a step: TensorBoard discards this and later steps of earlier files.
    /// </summary>
    public static ProtobufWriter SessionStart(long step) => Event(step).Message(7, new ProtobufWriter().Number(1, 1));

    /// <summary>Adds a scalar; none if null.</summary>
    public void Add(string tag, double? value)
    {
        if (value is double number)
            _summary.Message(1, new ProtobufWriter().Text(1, tag).Single(2, (float)number));
    }

    public void Add(string tag, ValueHistogram histogram)
    {
        (double Limit, int Count)[] buckets = [.. histogram.Buckets()];
        ProtobufWriter message = new ProtobufWriter()
            .Double(1, histogram.Minimum).Double(2, histogram.Maximum).Double(3, histogram.Count)
            .Double(4, histogram.Sum).Double(5, histogram.SumOfSquares)
            .Doubles(6, [.. buckets.Select(bucket => bucket.Limit)])
            .Doubles(7, [.. buckets.Select(bucket => (double)bucket.Count)]);
        _summary.Message(1, new ProtobufWriter().Text(1, tag).Message(5, message));
    }

    public ProtobufWriter ToMessage() => Event(step).Message(5, _summary);

    private static ProtobufWriter Event(long step) =>
        new ProtobufWriter().Double(1, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds).Number(2, step);
}
