namespace AlexNetPS.Datasets.Store.Edits;

/// <summary>What an edit does to an image.</summary>
internal enum EditAction
{
    /// <summary>Nothing: the image is the one of its group that others were dropped for.</summary>
    Keep,

    /// <summary>The image is in the split <see cref="StoreEdit.To"/>, whatever split is drawn.</summary>
    Move,

    /// <summary>The image is in no split. Its pixels stay in the store.</summary>
    Drop,
}

/// <summary>An edit of an image in a store; it is valid as long as the file has the contents it was made for.</summary>
/// <param name="Path">Relative path of the image.</param>
/// <param name="Sha256">SHA-256 of its file, hexadecimal.</param>
/// <param name="Group">Number of the group of images that were edited together, from 1, unique in the store.</param>
/// <param name="Kind">Kind of the finding that was repaired.</param>
/// <param name="Action">What happens to the image.</param>
/// <param name="From">Split without the edits.</param>
/// <param name="To">Split of a moved image; null for the others.</param>
/// <param name="Reason">Why.</param>
internal sealed record StoreEdit(string Path, string Sha256, int Group, string Kind, EditAction Action, SplitName From,
    SplitName? To, string Reason);
