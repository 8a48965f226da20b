<#
.SYNOPSIS
Training with and without random crops and mirror images (section 4.1 of the paper).

.DESCRIPTION
Without them the training error falls faster and the validation error stays higher: the network learns the pictures by heart.
Test-TrainingRun then says so.

.EXAMPLE
./Compare-Augmentation.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 12,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -PerClass 60
$variants = @(
    Get-ExampleRecipe 'crops and mirror images'
    Get-ExampleRecipe 'none' { $_.trainTransforms = $_.evaluationTransforms }
)

$variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath | ForEach-Object {
    $_ | Select-Object Variant, Epochs, TrainError, ValidationError, Seconds, @{ Name = 'Findings'; Expression = { ($_.Run | Test-TrainingRun).Findings.Symptom -join ', ' } }
} | Format-Table
