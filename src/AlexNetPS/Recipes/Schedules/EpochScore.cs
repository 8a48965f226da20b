namespace AlexNetPS.Recipes.Schedules;

/// <summary>Accuracy of an epoch, as schedules and early stopping watch it.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Top1">Top-1 accuracy on the validation split, 0 to 1; of training where there is no validation
/// split.</param>
/// <param name="IsValidation">Whether it is that of the validation split.</param>
public readonly record struct EpochScore(int Epoch, double Top1, bool IsValidation = true);
