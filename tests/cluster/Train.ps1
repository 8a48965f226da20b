<#
.SYNOPSIS
A small training on drawn images, as the cluster tests need it: alone, or as one of several ranks.

.OUTPUTS
One line: status, completed epochs, and the losses of all epochs as a hash; from rank 0 only.
#>
param(
    [Parameter(Mandatory)] [string] $Root,
    [Parameter(Mandatory)] [string] $RunPath,
    [int] $Epochs = 200
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../Module/Support.psm1" -Force
Import-StagedModule
$dataset = Import-TinyDataset -Path "$Root/photos" -With @{ WarningAction = 'Ignore' }
$run = $dataset | Invoke-AlexNetTraining (Get-TinyRecipePath) -BatchSize 8 -Epochs $Epochs -Seed 1 -RunPath $RunPath -Resume -GradientSum Ordered -ProgressAction Ignore
if ($run) {
    $losses = ($run.Epochs | ForEach-Object { '{0:R} {1:R}' -f $_.TrainLoss, $_.ValidationLoss }) -join ' '
    $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($losses))).Substring(0, 16)
    'RESULT {0} {1} {2}' -f $run.Status, $run.EpochCount, $hash
}
