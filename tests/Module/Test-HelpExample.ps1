<#
.SYNOPSIS
Runs the examples of the help on a small scene: one row for each, with what came of it. Ends with exit code 1 when one failed.

.DESCRIPTION
Each example runs in a shell of its own location, a copy of the same scene: ./flowers (eighty drawn images of five classes), ./new-photos,
./runs with trained runs, ./flowers.safetensors. Trainings without a -Recipe of their own use HelpExamples.json. Examples about files that
have to be downloaded, that open a window or take minutes, are named and left out.

.EXAMPLE
./tests/Module/Test-HelpExample.ps1 -Name Get-*
#>
[CmdletBinding()]
param([string] $Name = '*')

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Support.psm1" -Force
Import-StagedModule
$scratch = [IO.Directory]::CreateTempSubdirectory('help-examples-').FullName
$recipe = "$PSScriptRoot/HelpExamples.json"
$notHere = 'Steps \d+|ILSVRC2012|alexnet-owt|caffemodel|small\.pth|Invoke-Item|cuda|AlexNetEngine|-Watch'
$before = $PWD
try {
    $scene = [IO.Directory]::CreateDirectory("$scratch/scene").FullName
    $seed = 0
    foreach ($class in 'daisy', 'dandelion', 'roses', 'sunflowers', 'tulips') {
        $null = [IO.Directory]::CreateDirectory("$scene/flowers/$class")
        foreach ($i in 1..16) {
            $seed++
            # The content decides, not the name: these are PNG.
            New-Image -Path "$scene/flowers/$class/$class-$i.jpg" -Color ('blue', 'green', 'red', 'yellow')[$seed % 4] -Seed $seed
        }
    }

    Get-ChildItem "$scene/flowers" -File -Recurse | ForEach-Object { [pscustomobject]@{ photo = "$($_.Directory.Name)/$($_.Name)"; kind = $_.Directory.Name; part = $_.BaseName -like '*-16' ? 'val' : 'train' } } |
        Export-Csv "$scene/labels.csv"
    foreach ($class in 'iris', 'rose') {
        $null = [IO.Directory]::CreateDirectory("$scene/new-photos/$class")
        foreach ($i in 1..6) { New-Image -Path "$scene/new-photos/$class/$i.png" -Color ($class -eq 'iris' ? 'blue' : 'red') -Seed (100 + $i) }
    }

    foreach ($class in 'daisy', 'roses') {
        $null = [IO.Directory]::CreateDirectory("$scene/more-flowers/$class")
        foreach ($i in 1..3) { New-Image -Path "$scene/more-flowers/$class/$i.png" -Color ($class -eq 'daisy' ? 'yellow' : 'red') -Seed (200 + $i) }
    }

    Copy-Item "$scene/new-photos/rose/1.png" "$scene/new-photos/rose.jpg"
    Copy-Item "$scene/new-photos/iris/1.png" "$scene/new-photos/iris.jpg"
    Copy-Item "$scene/new-photos/iris/2.png" "$scene/new-photos/iris.png"
    $null = [IO.Directory]::CreateDirectory("$scene/models")
    Set-Location -LiteralPath $scene
    $dataset = Import-ImageNetFolder ./flowers -ImageSize 32 -CachePath "$scratch/stores"
    $run = $dataset | Invoke-AlexNetTraining -Recipe $recipe -RunPath ./runs/flowers
    $run | Export-AlexNetModel ./flowers.safetensors
    Copy-Item ./flowers.safetensors ./models
    foreach ($copy in 'seed1', 'seed2', 'seed3', 'flowers [second]') { Copy-Item -LiteralPath ./runs/flowers -Destination "./runs/$copy" -Recurse }
    Copy-Item -LiteralPath ./runs -Destination ./sweep -Recurse
    Copy-Item -LiteralPath ./runs/flowers -Destination ./runs/20260101-120000-HalfWidth -Recurse
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath ./fc7.npy
    Set-Location -LiteralPath $before

    $rows = foreach ($page in Get-ChildItem -LiteralPath "$PSScriptRoot/../../module/help" -Filter $Name'.md') {
        $examples = [regex]::Matches([IO.File]::ReadAllText($page.FullName), '(?ms)^### (Example \d+)[^\n]*\n\s*```powershell\n(.*?)^```')
        foreach ($example in $examples) {
            $code = $example.Groups[2].Value
            $row = [pscustomobject]@{ Page = $page.BaseName; Example = $example.Groups[1].Value; Outcome = 'left out'; Seconds = $null; Error = $null }
            if ($code -notmatch $notHere) {
                $place = "$scratch/place"
                Copy-Item -LiteralPath $scene -Destination $place -Recurse
                # A list of photos beside the photos themselves is two layouts in one folder, so it is there for its own example only.
                if ($code -match 'labels\.csv') { Copy-Item "$scene/labels.csv" "$place/flowers" }
                if ($code -match 'Quarantine') { Set-Content -LiteralPath "$place/flowers/roses/broken.jpg" -Value 'no image' }
                # What an example makes anew must not be there yet.
                foreach ($made in [regex]::Matches($code, '-RunPath (\./runs/\w+)') | Where-Object { $code -notmatch '-Resume' }) { Get-Item "$place/$($made.Groups[1].Value)*" | Where-Object Name -NotLike '*second*' | Remove-Item -Recurse }
                $shell = [powershell]::Create()
                $clock = [Diagnostics.Stopwatch]::StartNew()
                $null = $shell.AddScript(@"
`$ErrorActionPreference = 'Stop'
`$ConfirmPreference = 'None'
Import-Module '$(Get-StagedModulePath)'
Set-Location -LiteralPath '$place'
`$PSDefaultParameterValues = @{
    'Import-ImageNetFolder:ImageSize' = 32; 'Import-ImageNetFolder:CachePath' = '$place/stores'; 'Test-ImageNetDataset:ImageSize' = 32
    'Find-AlexNetLearningRate:Recipe' = '$recipe'; 'Find-AlexNetLearningRate:Steps' = 20; 'Find-AlexNetLearningRate:BatchSize' = 16
    'Invoke-AlexNetSweep:Recipe' = '$recipe'
}
if (@'
$code
'@ -notmatch '-Recipe|-InitialModel|-Resume') { `$PSDefaultParameterValues['Invoke-AlexNetTraining:Recipe'] = '$recipe' }
"@)
                try {
                    $null = $shell.Invoke()
                    $shell.Commands.Clear()
                    $null = $shell.AddScript($code).Invoke()
                    $row.Outcome = 'ran'
                }
                catch {
                    $record = $_.Exception.InnerException.ErrorRecord ?? $_
                    # An example may end a script by its own throw: that is what it shows.
                    $row.Outcome = $record.Exception.WasThrownFromThrowStatement ? 'ran' : 'failed'
                    if ($row.Outcome -eq 'failed') { $row.Error = '{0}: {1}' -f $record.FullyQualifiedErrorId, $record.Exception.Message }
                }
                finally { $shell.Dispose() }
                $row.Seconds = [Math]::Round($clock.Elapsed.TotalSeconds, 1)
                Remove-Item -LiteralPath $place -Recurse -Force
            }

            $row
        }
    }
}
finally {
    Set-Location -LiteralPath $before
    Remove-Item -LiteralPath $scratch -Recurse -Force
}

$rows | Format-Table Page, Example, Outcome, Seconds
$rows | Where-Object Error | Format-List Page, Example, Error
'{0} examples: {1} ran, {2} failed, {3} left out.' -f $rows.Count, @($rows | Where-Object Outcome -EQ ran).Count, @($rows | Where-Object Outcome -EQ failed).Count, @($rows | Where-Object Outcome -EQ 'left out').Count
exit [int] [bool] ($rows | Where-Object Outcome -EQ failed)
