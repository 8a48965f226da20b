using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Thrown if a folder or store cannot be used as a dataset. The message names it and states a remedy.
/// </summary>
public sealed class DatasetException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner)
{
    /// <summary>
    /// End of the message: the path to use instead, if a folder above or below the dataset was specified.
    /// </summary>
    internal string? RightLevel { get; init; }

    /// <summary>Reads a file format; an error of the format becomes one of the dataset.</summary>
    internal static T Wrap<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new DatasetException(e.Message, e);
        }
    }

    /// <summary>Names a file in the damage that a reader found in it.</summary>
    internal static T Wrap<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
