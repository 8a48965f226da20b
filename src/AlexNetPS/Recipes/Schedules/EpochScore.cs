namespace AlexNetPS.Recipes.Schedules;

/// <summary>Top-1 accuracy of an epoch, for schedules and early stopping.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="Top1">Validation top-1 accuracy, 0 to 1; training top-1 accuracy if there is no validation
/// split.</param>
/// <param name="IsValidation">Whether it is the validation accuracy.</param>
public readonly record struct EpochScore(int Epoch, double Top1, bool IsValidation = true);
