namespace AlexNetPS.Datasets.Splits;

/// <summary>An image to be placed into a part.</summary>
/// <param name="Class">Number of its class, from 0.</param>
/// <param name="Group">Its group; null for a group of its own.</param>
/// <param name="Key">Text that no other image has, such as its path: the key of a group of its own.</param>
internal readonly record struct SplitItem(int Class, string? Group, string Key);

/// <summary>A part of a dataset, such as a split or a fold.</summary>
/// <param name="Share">Wanted share of the images of each class; 0 for a part that stays empty.</param>
/// <param name="Rank">
/// A class with fewer groups than parts is given to the parts of the lowest rank first. Equal for parts of equal
/// importance.
/// </param>
internal readonly record struct SplitPart(double Share, int Rank = 0);

/// <summary>Share of the images of a class that is in a part.</summary>
/// <param name="Class">Number of the class.</param>
/// <param name="Part">Number of the part.</param>
/// <param name="Images">Images of the class in the part.</param>
/// <param name="Wanted">Wanted share, 0 to 1.</param>
/// <param name="Obtained">Obtained share, 0 to 1.</param>
internal readonly record struct ClassShare(int Class, int Part, int Images, double Wanted, double Obtained);
