<#
.SYNOPSIS
Trains in the background and watches the run from the prompt.

.DESCRIPTION
The training runs in a job: a thread of this process, or with -OwnProcess a separate process, which outlives this window.
Get-AlexNetRun -Watch only reads the run folder, so any other window can do the same. Ctrl+C ends this script, and the job after its
current step; the checkpoint can be resumed. A job with -OwnProcess continues. Without -Path, a small network learns a few drawn patterns.

.EXAMPLE
./Watch-Training.ps1 -Path ./flowers -Epochs 10
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Recipe = 'HalfWidth',
    [int] $Epochs = 3,
    [string] $RunPath = "./watched-$(Get-Date -Format yyyyMMdd-HHmmss)",
    [switch] $OwnProcess
)

. (Join-Path $PSScriptRoot Common.ps1)
$module = Join-Path $PSScriptRoot ../out/AlexNetPS
if (-not $Path) {
    $Path = New-PatternFolder "$RunPath-images" -Train 60 -Validation 20
    if (-not $PSBoundParameters.ContainsKey('Recipe')) { $Recipe = Join-Path $PSScriptRoot Miniature.json }
}

$dataset = Import-ImageNetFolder -Path $Path
$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($RunPath)

$start = $OwnProcess ? 'Start-Job' : 'Start-ThreadJob'
$job = & $start -Name 'AlexNet training' -ScriptBlock {
    param($module, $store, $recipe, $epochs, $folder)
    Import-Module $module
    Invoke-AlexNetTraining -Dataset $store -Recipe $recipe -Epochs $epochs -RunPath $folder
} -ArgumentList $module, $dataset.StorePath, $Recipe, $Epochs, $folder

$ended = $false
try {
    Get-AlexNetRun -LiteralPath $folder -Watch
    $ended = $true
}
catch {
    # If the training could not start, the job has the error.
    if ($job.State -ne 'Running') { $job | Receive-Job -Wait -AutoRemoveJob }
    throw
}
finally {
    if (-not $ended -and -not $OwnProcess -and $job.State -eq 'Running') { $job | Stop-Job }
}

# Warnings and errors of the job.
$null = $job | Receive-Job -Wait -AutoRemoveJob
Compare-AlexNetRun -LiteralPath $folder | Format-Table
