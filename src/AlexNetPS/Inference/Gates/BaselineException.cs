using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Gates;

/// <summary>A file that cannot be read as a baseline; the message names file and field.</summary>
public sealed class BaselineException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);

/// <summary>A baseline of other images than those of the evaluation; the message states how many differ.</summary>
public sealed class BaselineImagesException(string message) : Exception(MessageText.Of(message));

/// <summary>Rules that cannot be read; the message names file and field, and what is allowed.</summary>
public sealed class GateRulesException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
