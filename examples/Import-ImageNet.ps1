<#
.SYNOPSIS
Prepares a copy of ImageNet, or of any folder of labeled photos, and looks at what was prepared before a training is begun.

.DESCRIPTION
Give the folder that holds the ILSVRC archives or what was unpacked from them, Kaggle's copy, tiny-imagenet, or a folder with one folder of
photos for each class; the layout is recognized. The store is read by every later import of the same folder; importing again takes a moment.
Without -Path, a few drawn images in the layout of ILSVRC are prepared: train/SYNSET, val/SYNSET and a list of readable class names.

.EXAMPLE
./Import-ImageNet.ps1 -Path /data/ILSVRC -Classes 100

The first hundred classes are looked at; all are prepared.
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

# What would spoil a training: the same photo in two splits, damaged files, classes with hardly a photo.
$findings = $dataset | Test-ImageNetDataset
if ($findings) { $findings | Format-Table Severity, Kind, What -Wrap } else { 'Test-ImageNetDataset found nothing wrong.' }

# The photos as the network will see them, with their labels.
$dataset | Export-ImageNetSample -Recipe Paper -OutputPath (Join-Path $OutputPath sheet.png) -Count 12 -PassThru | Format-Table Name, Length

$again = Measure-Command { $null = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath stores) }
'Imported again in {0:N0} ms.' -f $again.TotalMilliseconds
