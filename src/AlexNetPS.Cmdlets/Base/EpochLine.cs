using AlexNetPS.Datasets;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>The result of an epoch in one line, for logs and the information stream.</summary>
internal static class EpochLine
{
    /// <summary>Returns "Epoch 2 of 20: train loss ...", and of a fold "Epoch 2 of 20, fold 1 of 5: ...".</summary>
    public static string Of(EpochResult r, int epochs, DatasetFold? fold) =>
        $"Epoch {r.Epoch:N0} of {epochs:N0}{(fold is null ? "" : $", {fold}")}"
        + $": train loss {LossDisplay.Of(r.TrainLoss)}, top-1 {r.TrainTop1:P1}"
        + (r.ValidationTop1 is double top1
            ? $"; validation loss {LossDisplay.Of(r.ValidationLoss!.Value)}, top-1 {top1:P1}"
            : "")
        + (r.ValidationTop5 is double top5 ? $", top-5 {top5:P1}" : "")
        + $"; {r.Seconds:N1} s, {r.ImagesPerSecond:N0} images a second{(r.IsBest ? " (best so far)" : "")}";
}
