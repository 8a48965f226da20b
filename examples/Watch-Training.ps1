<#
.SYNOPSIS
Trains in the background and watches the run's folder from the prompt.

.EXAMPLE
./Watch-Training.ps1 -Path ./flowers -Epochs 10
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [string] $Recipe = 'HalfWidth',
    [int] $Epochs = 3,
    [string] $RunPath = "./watched-$(Get-Date -Format yyyyMMdd-HHmmss)"
)

$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot ../out/AlexNetPS
Import-Module $module
$dataset = Import-ImageNetFolder -Path $Path
$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($RunPath)

$job = Start-ThreadJob -Name 'AlexNet training' {
    Import-Module $using:module
    $using:dataset | Invoke-AlexNetTraining -Recipe $using:Recipe -Epochs $using:Epochs -RunPath $using:folder
}

$seen = 0
do {
    $ended = [bool]($job | Wait-Job -Timeout 2)
    if (-not (Test-Path (Join-Path $folder run.json))) { continue }
    $run = Get-AlexNetRun -LiteralPath $folder
    $run.Epochs | Select-Object -Skip $seen | ForEach-Object { "$_" }
    $seen = $run.Epochs.Count
} until ($ended)

$job | Receive-Job -AutoRemoveJob -Wait
