<#
.SYNOPSIS
Imports a copy of ImageNet, or any folder of labeled images, and checks it before training.

.DESCRIPTION
-Path is a folder with the ILSVRC archives or their extracted files, Kaggle's copy, tiny-imagenet, or a folder with one folder of images
per class; the layout is detected. Later imports of the same folder reuse the store and take a moment. Without -Path, the script draws a
few images in the layout of ILSVRC: train/SYNSET, val/SYNSET and a list of readable class names.

.EXAMPLE
./Import-ImageNet.ps1 -Path /data/ILSVRC -Classes 100

Lists the first hundred classes; all are imported.
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $OutputPath = './imagenet',
    [int] $Classes = 5
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
if (-not $Path) {
    $Path = New-PatternFolder (Join-Path $OutputPath drawn) -Class ([ordered]@{ n00000001 = 'checks'; n00000002 = 'columns'; n00000003 = 'rows' }) -Size 64
    Set-Content -LiteralPath (Join-Path $Path LOC_synset_mapping.txt) -Value 'n00000001 checks, chessboard', 'n00000002 columns', 'n00000003 rows'
}

$dataset = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath stores)
$dataset | Format-List
$dataset.Classes | Select-Object -First $Classes | Format-Table

# Problems for training: the same image in two splits, damaged files, classes with few images.
$findings = $dataset | Test-ImageNetDataset
if ($findings) { $findings | Format-Table Severity, Kind, What -Wrap } else { 'Test-ImageNetDataset found no problems.' }

# Contact sheet of transformed images, with their labels.
$dataset | Export-ImageNetSample -Recipe Paper -OutputPath (Join-Path $OutputPath sheet.png) -Count 12 -PassThru | Format-Table Name, Length

$again = Measure-Command { $null = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath stores) }
'Imported again in {0:N0} ms.' -f $again.TotalMilliseconds
