<#
.SYNOPSIS
Training with and without random crops and mirror images (section 4.1 of the paper).

.DESCRIPTION
Without them the training error falls faster, and with few pictures and many epochs the network learns them by heart: the validation
error stays higher, and Test-TrainingRun says so. Without -Path it sees 20 pictures of each class of Fashion-MNIST.

.EXAMPLE
./Compare-Augmentation.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 40,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -PerClass 20
$variants = @(
    Get-ExampleRecipe 'crops and mirror images'
    Get-ExampleRecipe 'none' { $_.trainTransforms = $_.evaluationTransforms }
)

$variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath | ForEach-Object {
    $_ | Select-Object Variant, Epochs, TrainError, ValidationError, Seconds, @{ Name = 'Findings'; Expression = { ($_.Run | Test-TrainingRun).Findings.Symptom -join ', ' } }
} | Format-Table
