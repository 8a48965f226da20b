using System.Management.Automation;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>-WhatIf and -Confirm.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    /// <summary>Asks whether to train, if the user wants to be asked.</summary>
    private Answer Confirm(TrainingOptions options)
    {
        string action = $"{(Resume ? "Resume the training of" : "Train")} {options.Recipe.Name} on {Dataset} in "
            + $"'{options.RunPath}'.";
        return ShouldProcess(action, action, "Invoke-AlexNetTraining", out ShouldProcessReason reason) ? Answer.Train
            : reason == ShouldProcessReason.WhatIf ? Answer.Preview
            : Answer.No;
    }

    private enum Answer : byte
    {
        No,
        Train,

        /// <summary>Return what the training would do instead, because of -WhatIf.</summary>
        Preview,
    }
}
