<#
.SYNOPSIS
From a messy folder of real images to a clean, grouped, folded and versioned dataset.

.DESCRIPTION
Makes a messy folder of some images of -Path, as people hand them over: training and test folders under other names, class folders in
two spellings, copies within and across the splits (also resized and mirrored), an image under two labels, a truncated JPEG, a HEIC
file, dark and blurred images, a recycle bin. Then it cleans the folder as a curator does: what is wrong is listed, labels are corrected
in a table, duplicates and leaks are repaired, the rest is exported as version 1 and divided into folds. No image of the folder is
changed, moved or deleted. -Path is a folder with one folder of images per class, or with such a folder named train.

.EXAMPLE
./Clean-Dataset.ps1 -Path ./flowers
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [int] $Classes = 3,
    [int] $PerClass = 18,
    [ulong] $Seed = 1,
    [string] $OutputPath = './clean-dataset'
)

. (Join-Path $PSScriptRoot Common.ps1)

$OutputPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
$messy, $cache, $clean, $folded = 'messy', 'stores', 'clean-1', 'folded' | ForEach-Object { Join-Path $OutputPath $_ }
if (Test-Path $messy) { throw "'$messy' exists: name another -OutputPath." }

# Writes a changed copy of an image: smaller, mirrored, dark or blurred.
function Copy-ChangedImage {
    param([Parameter(Mandatory)] [string] $From, [Parameter(Mandatory)] [string] $To, [int] $Size = 96, [switch] $Mirror, [double] $Brightness = 1, [switch] $Blur)
    $preparer = [AlexNetPS.Imaging.ImagePreparer]::new($Blur ? 8 : $Size)
    $image = $preparer.PrepareImage($From)
    $pixels = [byte[]] $image.Pixels
    if ($Mirror) {
        foreach ($y in 0..($image.Height - 1)) {
            $row = $y * $image.Width * 3
            $old = $pixels[$row..($row + $image.Width * 3 - 1)]
            foreach ($x in 0..($image.Width - 1)) { [Array]::Copy($old, $x * 3, $pixels, $row + ($image.Width - 1 - $x) * 3, 3) }
        }
    }

    if ($Brightness -ne 1) { foreach ($i in 0..($pixels.Length - 1)) { $pixels[$i] = [byte][Math]::Floor($pixels[$i] * $Brightness) } }
    [AlexNetPS.Imaging.ImageEncoder]::WritePng($To, [AlexNetPS.Imaging.RgbImage]::new($image.Width, $image.Height, $pixels))
    $preparer.Dispose()
    if ($Blur) {
        # Enlarging eight rows again leaves no edge.
        $preparer = [AlexNetPS.Imaging.ImagePreparer]::new($Size)
        [AlexNetPS.Imaging.ImageEncoder]::WritePng($To, $preparer.PrepareImage($To))
        $preparer.Dispose()
    }
}

# 1. The messy folder. Three images in a row are of one plant, as its number in their names says.
$source = (Test-Path (Join-Path $Path train)) ? (Join-Path $Path train) : $Path
$names = @(Get-ChildItem $source -Directory | Sort-Object Name | Select-Object -First $Classes).Name
foreach ($class in $names) {
    $files = @(Get-ChildItem (Join-Path $source $class) -File | Sort-Object Name | Select-Object -First $PerClass)
    foreach ($i in 0..($files.Count - 1)) {
        $part = $i -lt $files.Count * 2 / 3 ? 'Training data' : 'Testing data'
        # Half of the training images of each class are in a folder of another spelling.
        $folder = $part -like 'Train*' -and $i % 2 -eq 1 ? (Get-Culture).TextInfo.ToTitleCase($class) : $class
        $place = (New-Item -ItemType Directory -Force (Join-Path $messy $part $folder)).FullName
        Copy-Item $files[$i].FullName (Join-Path $place ('{0}{1:D2}_{2}.jpg' -f $class, [int][Math]::Floor($i / 3), ($i % 3 + 1)))
    }
}

$first, $second = $names[0], $names[1]
$train, $test = (Join-Path $messy 'Training data'), (Join-Path $messy 'Testing data')
$some = Get-ChildItem (Join-Path $train $first) -File | Sort-Object Name
Copy-Item $some[0].FullName (Join-Path $test $first 'IMG_0001.jpg')                                    # a leak
Copy-ChangedImage $some[1].FullName (Join-Path $test $first 'IMG_0002.png') -Size 128                  # a smaller leak
Copy-ChangedImage $some[2].FullName (Join-Path $train $first 'IMG_0003.png') -Size 128 -Mirror         # a mirrored copy
Copy-Item $some[3].FullName (Join-Path $train $first "copy of $($some[3].Name)")                       # a duplicate
Copy-Item $some[4].FullName (Join-Path $train $second 'IMG_0004.jpg')                                  # under two labels
Copy-ChangedImage $some[5].FullName (Join-Path $train $second 'IMG_0005.png') -Brightness 0.06         # dark
Copy-ChangedImage $some[5].FullName (Join-Path $train $second 'IMG_0006.png') -Blur                    # blurred
$whole = [IO.File]::ReadAllBytes($some[0].FullName)
[IO.File]::WriteAllBytes((Join-Path $train $second 'IMG_0007.jpg'), $whole[0..($whole.Length / 2)])     # truncated
Copy-Item $some[0].FullName (Join-Path $train $second 'IMG_0008.heic')                                 # named HEIC
$null = New-Item -ItemType Directory (Join-Path $messy '#recycle')
Copy-Item $some[0].FullName (Join-Path $messy '#recycle' 'IMG_0009.jpg')

# 2. What is there, and what is wrong with it.
$raw = Import-ImageNetFolder $messy -CachePath (Join-Path $OutputPath raw) -WarningVariable warnings -WarningAction SilentlyContinue
$raw
$warnings | ForEach-Object { "  $_" }
$findings = $raw | Test-ImageNetDataset
$findings | Group-Object Kind | Sort-Object Name | Format-Table @{ Name = 'Kind'; Expression = 'Name' }, Count,
    @{ Name = 'First'; Expression = { $_.Group[0].What } }

# 3. Spellings are one class, and an image under two labels gets the right one.
$map = @{}
foreach ($class in $names) { $map[(Get-Culture).TextInfo.ToTitleCase($class)] = $class }
$corrections = Join-Path $OutputPath corrections.csv
[pscustomobject]@{ path = "Training data/$second/IMG_0004.jpg"; label = $first } | Export-Csv $corrections
$dataset = Import-ImageNetFolder $messy -CachePath $cache -ClassMap $map -CorrectionPath $corrections -WarningAction SilentlyContinue
$dataset.Classes | Format-Table Name, Train, Validation, Test

# 4. Copies: all but the best are dropped, and a group of near-duplicates is in one split. -Undo takes it back.
$repaired = $dataset | Repair-ImageNetDataset -Kind Leakage, Duplicate, NearLeakage, NearDuplicate -KeepBest
$repaired | Format-Table @{ Name = 'File'; Expression = { Split-Path $_.Path -Leaf } }, Action, From, To, Reason
$dataset = Import-ImageNetFolder $messy -CachePath $cache -ClassMap $map -CorrectionPath $corrections -WarningAction SilentlyContinue

# 5. Version 1: without dark and blurred images, as an image folder that Hugging Face's datasets and torchvision read.
$faulty = ($dataset | Test-ImageNetDataset | Where-Object Kind -In Dark, Blurred).Files
$dataset.Train.Samples + $dataset.Validation.Samples + $dataset.Test.Samples | Where-Object Path -NotIn $faulty |
    Export-ImageNetDataset -Dataset $dataset -OutputPath $clean
$version = Import-ImageNetFolder $clean -CachePath $cache -WarningAction SilentlyContinue
"Version 1 is $($version.Sha256)."
Compare-ImageNetDataset $raw $version | Group-Object Change | Format-Table Name, Count
"Findings left: $(@($version | Test-ImageNetDataset -MinImages 0 | Where-Object Severity -NE Information).Count)"

# 6. Folds for cross-validation. All images of a plant are in one fold.
$pattern = '^([a-z]+\d+)_'
$all = Import-ImageNetFolder (Join-Path $clean train) -CachePath $cache -ValidationFraction 0 -WarningAction SilentlyContinue
$folds = @($all | New-ImageNetFold -Count 3 -GroupPattern $pattern -Seed $Seed)
foreach ($number in 1..$folds.Count) {
    $fold = $folds[$number - 1]
    $plants = foreach ($split in $fold.Train, $fold.Validation) {
        , @($split.Samples | ForEach-Object { [regex]::Match((Split-Path $_.Path -Leaf), $pattern).Groups[1].Value } | Where-Object { $_ } | Select-Object -Unique)
    }

    [pscustomobject]@{ Fold = $number; Train = $fold.Train.Count; Validation = $fold.Validation.Count; PlantsInBoth = @($plants[0] | Where-Object { $_ -in $plants[1] }).Count }
}

# 7. Each fold as a folder for other programs, and the stores of all of this.
$folds | ForEach-Object { $i = 0 } { $i++; $_ | Export-ImageNetDataset -Format WebDataset -OutputPath "$folded-$i" } | Format-Table Path, Count, Train, Validation, Bytes
Get-ImageNetStore $cache | Format-Table Name, Images, Size, SourcePath
