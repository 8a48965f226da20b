<#
.SYNOPSIS
Hyperparameter search in plain PowerShell: one run per row of a table, results sorted.

.DESCRIPTION
Every row of the table is splatted onto Invoke-AlexNetTraining; add columns for other parameters.

.EXAMPLE
./Search-Settings.ps1 -LearningRate 0.1, 0.03, 0.01 -WeightDecay 0, 0.0005
#>
[CmdletBinding()]
param(
    [string] $Path,
    [double[]] $LearningRate = (0.001, 0.003, 0.01, 0.03),
    [double[]] $WeightDecay = (0.0005),
    [int] $Epochs = 3,
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json),
    [string] $OutputPath = './search'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path
$found = $dataset | Find-AlexNetLearningRate -Recipe $Recipe -Minimum 1e-4 -Steps 60
Write-Information "$found, by Find-AlexNetLearningRate: $($found.Sketch)" -InformationAction Continue

$settings = foreach ($rate in $LearningRate) { foreach ($decay in $WeightDecay) { @{ LearningRate = $rate; WeightDecay = $decay } } }
$settings | ForEach-Object {
    $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}-{1}-{2}' -f (Get-Date), $_.LearningRate, $_.WeightDecay)
    $run = $dataset | Invoke-AlexNetTraining -Recipe $Recipe -Epochs $Epochs -Seed 1 -RunPath $folder @_
    [pscustomobject]@{
        LearningRate   = $_.LearningRate
        WeightDecay    = $_.WeightDecay
        ValidationTop1 = $run.BestEpoch.ValidationTop1
        ValidationLoss = $run.BestEpoch.ValidationLoss
        TrainLoss      = $run.Epochs[-1].TrainLoss
        Run            = Split-Path -Leaf $run.Path
    }
} | Sort-Object ValidationLoss | Format-Table @(
    foreach ($column in 'LearningRate', 'WeightDecay') { @{ Name = $column; Expression = $column; FormatString = 'G3' } }
    @{ Name = 'ValidationTop1'; Expression = 'ValidationTop1'; FormatString = 'P1' }
    foreach ($column in 'ValidationLoss', 'TrainLoss') { @{ Name = $column; Expression = $column; FormatString = 'N3' } }
    'Run'
)
