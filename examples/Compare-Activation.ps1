<#
.SYNOPSIS
Compares the epochs to a given training error with ReLU and with tanh (figure 1 of the paper).

.DESCRIPTION
As in the paper, the network has four layers (three convolutions and a fully connected layer) without regularization, the target is a
training error of 25 %, and ReLU and tanh each have their own learning rate, here that of Find-AlexNetLearningRate. The paper reports a
factor of six on CIFAR-10. Unlike the paper's, the initial weights match the activation (Kaiming for ReLU, Xavier for tanh), and the
default images are easier. The last line states the result.

.EXAMPLE
./Compare-Activation.ps1 -Path ./flowers -Epochs 20
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 5,
    [ulong[]] $Seed = (1, 2, 3),
    [string] $OutputPath = './comparisons',
    # In percent.
    [double] $TrainingError = 25
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -ValidationPerClass 200
$plain = {
    $_.architecture.layers = @($_.architecture.layers | Where-Object { $_.type -notin 'Dropout', 'LocalResponseNormalization' -and $_.name -notin 'fc4', 'relu4' })
    $_.optimizer.weightDecay = 0
    $_.schedule = @{ type = 'Constant' }
    $_.trainTransforms = $_.evaluationTransforms
}
$variants = @(
    Get-ExampleRecipe ReLU $plain
    Get-ExampleRecipe tanh {
        . $plain
        $_.architecture.layers | Where-Object type -EQ Activation | ForEach-Object { $_.function = 'Tanh' }
        $_.initialization[0].weight = @{ type = 'XavierNormal' }
    }
)

# Interpolates the epoch at which the training error crosses the target.
function Get-Crossing {
    param($Run, [double] $Target)
    $before, $at = 100.0, 0
    foreach ($epoch in $Run.Epochs) {
        $now = 100 * (1 - $epoch.TrainTop1)
        if ($now -le $Target) { return $at + ($before - $Target) / ($before - $now) }
        $before, $at = $now, $epoch.Epoch
    }

    [double]::NaN
}

$rows = foreach ($recipe in $variants) {
    $rate = ($dataset | Find-AlexNetLearningRate -Recipe $recipe -Minimum 1e-4 -Seed $Seed[0]).Suggestion
    $with = $rate ? @{ LearningRate = $rate } : @{}
    $recipe | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath @with |
        Select-Object *, @{ Name = 'LearningRate'; Expression = { $_.Run.Recipe.Optimizer.LearningRate } }, @{ Name = 'EpochsToError'; Expression = { Get-Crossing $_.Run $TrainingError } }
}

"Epochs to a training error of $TrainingError %:"
$rows | Group-Comparison -Property LearningRate, EpochsToError, TrainError, ValidationError | Format-Table
if ($rows.EpochsToError -contains [double]::NaN) { "Some runs did not reach $TrainingError % in $Epochs epochs; use a higher -TrainingError or more -Epochs." }
else { Get-Verdict $rows -Lower ReLU -Higher tanh -Property EpochsToError -Unit epochs }
