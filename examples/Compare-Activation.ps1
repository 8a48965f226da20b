<#
.SYNOPSIS
How many epochs a network takes to a given training error with ReLU and with tanh (figure 1 of the paper).

.DESCRIPTION
As in the paper, nothing regularizes the two networks, and each gets a learning rate of its own, here that of
Find-AlexNetLearningRate. The paper saw a factor of six on CIFAR-10. On the 2,000 easy pictures that are taken without -Path there
is no such difference: tanh is as fast.

.EXAMPLE
./Compare-Activation.ps1 -Path ./flowers -Epochs 30 -TrainingError 0.4
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 8,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons',
    [double] $TrainingError = 0.25
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path
$plain = {
    $_.architecture.layers = @($_.architecture.layers | Where-Object type -NE Dropout)
    $_.optimizer.weightDecay = 0
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

$variants | ForEach-Object {
    $rate = ($dataset | Find-AlexNetLearningRate -Recipe $_ -Minimum 1e-4 -Steps 60 -Seed $Seed).Suggestion
    $with = $rate ? @{ LearningRate = $rate } : @{}
    $result = $_ | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath @with
    $reached = $result.Run.Epochs | Where-Object { 1 - $_.TrainTop1 -le $TrainingError } | Select-Object -First 1
    [pscustomobject]@{
        Activation               = $result.Variant
        LearningRate             = $result.Run.Recipe.Optimizer.LearningRate.ToString('g2')
        "EpochsTo$TrainingError" = $reached ? $reached.Epoch : "more than $Epochs"
        TrainError               = $result.TrainError
        ValidationError          = $result.ValidationError
        Seconds                  = $result.Seconds
    }
} | Format-Table
