using System.Management.Automation;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Views;

/// <summary>
/// Text of the view of an evaluation, a code property in AlexNetPS.Types.ps1xml: in ConstrainedLanguage a view may read
/// a property but not call a method.
/// </summary>
public static class EvaluationView
{
    /// <summary>Returns the prediction of each image: the hidden property Predictions.</summary>
    public static PredictionList Predictions(PSObject evaluation) =>
        PredictionList.Of((Evaluation)evaluation.BaseObject);

    /// <summary>Returns the report of an evaluation.</summary>
    public static string Report(PSObject evaluation) =>
        LogText.Of(EvaluationReport.Of((Evaluation)evaluation.BaseObject));
}
