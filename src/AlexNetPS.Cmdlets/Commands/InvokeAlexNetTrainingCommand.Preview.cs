using System.Management.Automation;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>-WhatIf and -Confirm.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    /// <summary>Returns whether to train.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="runPath">The run folder.</param>
    /// <param name="preview">Whether to return what the training would do instead, because of -WhatIf.</param>
    private bool Confirm(Recipe recipe, string runPath, out bool preview)
    {
        string action = $"{(Resume ? "Resume the training of" : "Train")} {recipe.Name} on {Dataset} in '{runPath}'.";
        bool confirmed = ShouldProcess(action, action, "Invoke-AlexNetTraining", out ShouldProcessReason reason);
        preview = reason == ShouldProcessReason.WhatIf;
        return confirmed;
    }
}
