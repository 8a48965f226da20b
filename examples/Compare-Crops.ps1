<#
.SYNOPSIS
One crop against ten: the corners, the centre and their mirror images, averaged (section 4.1 of the paper).

.DESCRIPTION
Each network is trained once and then judged twice. The paper's top-1 error fell from 39.0 to 37.5 %. The last line gives the
gain, with its spread over the seeds.

.EXAMPLE
./Compare-Crops.ps1 -Path ./flowers -Recipe HalfWidth -Epochs 10 -Seed 1
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 6,
    [ulong[]] $Seed = (1, 2, 3),
    [string] $OutputPath = './comparisons',
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json)
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -ValidationPerClass 200
$runs = @(Get-ExampleRecipe 'one network' -Base $Recipe | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath)
$rows = foreach ($run in $runs) {
    foreach ($crops in 'Center', 'Ten') {
        $evaluation = $run.Run | Measure-AlexNetModel -Dataset $dataset -Crops $crops
        [pscustomobject]@{
            Variant         = "$crops"
            ValidationError = 100 * (1 - $evaluation.Top1)
            ValidationLoss  = $evaluation.Loss
            ImagesPerSecond = $evaluation.ImagesPerSecond
        }
    }
}

$rows | Group-Comparison -Property ValidationError, ValidationLoss, ImagesPerSecond | Format-Table
# The two judge the same network, so it is their differences that vary.
$pairs = foreach ($i in 0..($runs.Count - 1)) { [pscustomobject]@{ Variant = 'difference'; Error = $rows[2 * $i].ValidationError - $rows[2 * $i + 1].ValidationError; Loss = $rows[2 * $i].ValidationLoss - $rows[2 * $i + 1].ValidationLoss } }
$gain = $pairs | Group-Comparison -Property Error, Loss
"Ten crops in place of one lower the error by $($gain.Error) points and the loss by $($gain.Loss) nats, network by network."
