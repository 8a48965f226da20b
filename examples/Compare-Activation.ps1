<#
.SYNOPSIS
How many epochs a network takes to a given training error with ReLU and with tanh (figure 1 of the paper).

.DESCRIPTION
The two networks differ in the function of their activation layers, each with the initial weights that suit it (Kaiming, Xavier). On the photos of -Path, or on part of
Fashion-MNIST. The paper saw a factor of six on CIFAR-10.

.EXAMPLE
./Compare-Activation.ps1 -Path ./flowers -Epochs 30 -TrainingError 0.4
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 12,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons',
    [double] $TrainingError = 0.25
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path
$variants = @(
    Get-ExampleRecipe ReLU
    Get-ExampleRecipe tanh {
        $_.architecture.layers | Where-Object type -EQ Activation | ForEach-Object { $_.function = 'Tanh' }
        $_.initialization[0].weight = @{ type = 'XavierNormal' }
    }
)

$variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath | ForEach-Object {
    $reached = $_.Run.Epochs | Where-Object { 1 - $_.TrainTop1 -le $TrainingError } | Select-Object -First 1
    [pscustomobject]@{
        Activation            = $_.Variant
        "EpochsTo$TrainingError" = $reached ? $reached.Epoch : "more than $Epochs"
        TrainError            = $_.TrainError
        ValidationError       = $_.ValidationError
        Seconds               = $_.Seconds
    }
} | Format-Table
