<#
.SYNOPSIS
A small sweep of four runs on drawn images, as the cluster tests need it: in this process, over SSH, or as a Slurm job array.

.OUTPUTS
One line for each run: folder, status, completed epochs, and the losses of all epochs as a hash. Equal lines are equal results.
#>
param(
    [Parameter(Mandatory)] [string] $Root,
    [Parameter(Mandatory)] [string] $RunPath,
    [int] $Epochs = 300,
    [string[]] $HostName,
    [switch] $Slurm,
    [switch] $Halving
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../Module/Support.psm1" -Force
Import-StagedModule
$dataset = Import-TinyDataset -Path "$Root/photos" -With @{ WarningAction = 'Ignore' }
$how = @{}
# As -File gives it: one text.
if ($HostName) { $how.HostName = $HostName -split ',' }
if ($Slurm) { $how.Slurm = $true; $how.ThrottleLimit = 2; $how.Threads = 1 }
if ($Halving) { $how.Halving = $true; $how.MinEpochs = [Math]::Max(1, [int]($Epochs / 4)) }
$sweep = $dataset | Invoke-AlexNetSweep (Get-TinyRecipePath) -Set @{ batchSize = 8, 12 } -Seed 1, 2 -Epochs $Epochs -RunPath $RunPath @how
foreach ($row in $sweep.Rows) {
    $run = $row.Open()
    $losses = $run ? ($run.Epochs | ForEach-Object { '{0:R} {1:R}' -f $_.TrainLoss, $_.ValidationLoss }) -join ' ' : ''
    $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($losses))).Substring(0, 16)
    '{0} {1} {2} {3}' -f $row.Folder, $row.Status, $row.EpochsDone, $hash
}
