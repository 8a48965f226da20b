using AlexNetPS.Formats.Text;

namespace AlexNetPS.Reports.Manifests;

/// <summary>
/// Thrown if a manifest.json cannot be read or used, or a folder cannot be listed in one; the message names the file
/// and the reason.
/// </summary>
public sealed class ManifestException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
