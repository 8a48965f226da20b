using System.Globalization;
using AlexNetPS.Inference;
using AlexNetPS.Training;

namespace Quickstart;

/// <summary>Console tables of epochs and evaluations.</summary>
internal static class Tables
{
    public const string EpochHeader =
        "epoch  train loss  train top-1   val loss  val top-1  val top-5  seconds  images/s";

    public static string Row(EpochResult e) => string.Create(CultureInfo.CurrentCulture,
        $"{e.Epoch,5}  {e.TrainLoss,10:0.0000}  {Percent(e.TrainTop1),11}  {e.ValidationLoss,9:0.0000}  "
            + $"{Percent(e.ValidationTop1),9}  {Percent(e.ValidationTop5),9}  {e.Seconds,7:0.0}  "
            + $"{e.ImagesPerSecond,8:N0}{(e.IsBest ? "  <" : "")}");

    public static void Write(Evaluation evaluation)
    {
        Console.WriteLine($"Evaluation  {evaluation.Split} split, {evaluation.Count:N0} images: top-1 "
            + $"{Percent(evaluation.Top1)}, top-5 {Percent(evaluation.Top5)}, loss {evaluation.Loss:0.000}, "
            + $"{evaluation.ImagesPerSecond:N0} images/s");
        Console.WriteLine($"  {"class",-16} {"images",6} {"precision",10} {"recall",10}");
        foreach (ClassMetrics c in evaluation.Classes.Take(20))
            Console.WriteLine($"  {c.Name,-16} {c.Count,6} {Percent(c.Precision),10} {Percent(c.Recall),10}");
        if (evaluation.Classes.Count > 20)
            Console.WriteLine($"  ... and {evaluation.Classes.Count - 20} more");
        if (evaluation.MostConfused.Count > 0)
            Console.WriteLine($"  most confused: {string.Join("; ", evaluation.MostConfused.Take(3))}");
    }

    private static string Percent(double? fraction) => fraction is double f
        ? string.Create(CultureInfo.CurrentCulture, $"{f * 100:0.0} %")
        : "";
}
