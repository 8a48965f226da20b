namespace AlexNetPS.Packing;

/// <summary>Thrown if the module cannot be packed; the message names the file and the fix.</summary>
internal sealed class PackingException(string message) : Exception(message);
