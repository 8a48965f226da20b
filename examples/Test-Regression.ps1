<#
.SYNOPSIS
CI step: trains, evaluates, and fails if top-1 accuracy dropped below the baseline.

.DESCRIPTION
The baseline is a small JSON file to commit. If it does not exist, it is written and the step passes. The seed determines every random
number, so on the same machine the same commit produces the same top-1; -Tolerance allows for other processors.
Exit codes: 0, top-1 held; 1, top-1 dropped; anything else is a failure of the script itself.

.EXAMPLE
pwsh -NoProfile -File examples/Test-Regression.ps1 -Path ./photos -Recipe HalfWidth -Epochs 5

.EXAMPLE
pwsh -NoProfile -File examples/Test-Regression.ps1 -Path ./photos -Model ./candidate.safetensors

Evaluates a model that was trained elsewhere.
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Model,
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json),
    [int] $Epochs = 2,
    [ulong] $Seed = 1,
    [string] $BaselinePath = './baseline.json',
    [double] $Tolerance = 0.01,
    [string] $OutputPath = './regression'
)

. (Join-Path $PSScriptRoot Common.ps1)
# No progress bars in a log; each epoch is one line.
$ProgressPreference = 'SilentlyContinue'
$dataset = Get-ExampleDataset -Path $Path
$candidate = if ($Model) { Import-AlexNetModel -Path $Model } else {
    $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}' -f (Get-Date))
    $dataset | Invoke-AlexNetTraining -Recipe $Recipe -Epochs $Epochs -Seed $Seed -RunPath $folder -InformationAction Continue
}
$evaluation = $candidate | Measure-AlexNetModel -Dataset $dataset
$result = [ordered]@{ dataset = $dataset.Name; images = $evaluation.Count; top1 = [Math]::Round($evaluation.Top1, 4); loss = [Math]::Round($evaluation.Loss, 4) }

if (-not (Test-Path -LiteralPath $BaselinePath)) {
    $result | ConvertTo-Json | Set-Content -LiteralPath $BaselinePath
    'Baseline written: top-1 {0:P1} on {1:N0} images.' -f $result.top1, $result.images
    exit 0
}

$baseline = Get-Content -Raw -LiteralPath $BaselinePath | ConvertFrom-Json
if ($baseline.images -ne $result.images) { throw "The baseline was measured on $($baseline.images) images, this run on $($result.images): delete $BaselinePath to write a new baseline." }
'Top-1 {0:P1}, baseline {1:P1}, change {2:+0.0;-0.0;0.0} points.' -f $result.top1, $baseline.top1, (100 * ($result.top1 - $baseline.top1))
if ($result.top1 -lt $baseline.top1 - $Tolerance) {
    'FAILED: top-1 dropped by more than {0:N1} points.' -f (100 * $Tolerance)
    $evaluation | Out-Default
    exit 1
}
