BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 2; Seed = 5 }
    $release = (New-Item -ItemType Directory "$TestDrive/release").FullName
    $evaluation = $run | Measure-AlexNetModel -Dataset $dataset.Train
    $run | Export-AlexNetModel "$release/model.safetensors" -Card
    $card = Get-Content -Raw "$release/README.md"
    $manifest = Get-Content -Raw "$release/manifest.json" | ConvertFrom-Json
    function New-Release {
        $folder = (New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid())").FullName
        Copy-Item "$release/*" $folder
        $folder
    }
}

Describe 'Export-AlexNetModel -Card' {
    It 'writes card, recipe, classes and manifest beside the model' {
        (Get-ChildItem $release).Name | Sort-Object | Should -Be 'class_indices.json', 'manifest.json', 'model.safetensors', 'README.md', 'recipe.json'
    }

    It 'has the validation metrics of the run, with the interval of their number of images' {
        $accuracy = $run.ValidationTop1.ToString('0.######', [cultureinfo]::InvariantCulture)
        $card | Should -Match "value: $([regex]::Escape($accuracy))(\.0)?\b"
        $card | Should -Match "95 % interval [\d.]+ to [\d.]+ %, $($dataset.Validation.Count) images"
        $card | Should -Match "revision: `"?$($dataset.Sha256)"
        $card | Should -Match 'split: validation'
        $card | Should -BeLike '*The validation images have chosen the epoch*'
    }

    It 'says where the model is from, and nothing about the machine''s user' {
        $manifest.model.seed | Should -Be 5
        $manifest.dataset.sha256 | Should -Be $dataset.Sha256
        $manifest.module.version | Should -Be (Get-Module AlexNetPS).Version.ToString()
        $manifest.machine.processors | Should -Be ([Environment]::ProcessorCount)
        $manifest.machine.device | Should -Be 'cpu'
        $manifest.model.weightsSha256 | Should -Be $run.Model.HashWeights()
        $all = $card + (Get-Content -Raw "$release/manifest.json")
        foreach ($own in $TestDrive, [Environment]::MachineName, $HOME) { $all.Contains($own) | Should -BeFalse -Because $own }
    }

    It 'gives commands that make the same weights' {
        $code = [regex]::Match($card, '(?s)give the same weights.*?```powershell\n(.*?)```').Groups[1].Value
        $code | Should -BeLike '*Import-ImageNetFolder ''./photos'' -ImageSize*'
        $code | Should -BeLike '*Invoke-AlexNetTraining -Recipe ./recipe.json -Seed 5*'
        Push-Location $release
        try { $again = $dataset | Invoke-AlexNetTraining -Recipe ./recipe.json -Seed 5 -RunPath "$TestDrive/again" } finally { Pop-Location }
        $again.Model.HashWeights() | Should -Be $run.Model.HashWeights()
    }

    It 'gives commands that load other formats' {
        $folder = (New-Item -ItemType Directory "$TestDrive/onnx").FullName
        $run | Export-AlexNetModel "$folder/model.onnx" -Card
        $code = [regex]::Match((Get-Content -Raw "$folder/README.md"), '(?s)## Use in PowerShell\n\n```powershell\n(.*?)```').Groups[1].Value
        Push-Location $folder
        try { . ([scriptblock]::Create(($code -replace '\./photo\.jpg', "'$($dataset.Validation.Samples[0].Path)'"))) | ForEach-Object Label | Should -BeIn $run.Classes } finally { Pop-Location }
        $model.Classes | Should -Be $run.Classes
    }

    It 'takes evaluations of the model instead, and no other' {
        $folder = New-Release
        $run | Export-AlexNetModel "$folder/model.safetensors" -Card -Evaluation $evaluation -License Apache-2.0
        $text = Get-Content -Raw "$folder/README.md"
        $text | Should -Match "(?m)^license: apache-2.0$"
        $text | Should -Match 'split: train'
        $text | Should -Match "interval $([regex]::Escape($evaluation.Top1Interval.ToString())), $($evaluation.Count) images"
        $text | Should -Not -BeLike '*have chosen the epoch*'
        $other = Invoke-TinyTraining $dataset "$TestDrive/other" -With @{ Epochs = 1; Seed = 6 }
        { $other | Export-AlexNetModel "$folder/other.safetensors" -Card -Evaluation $evaluation } | Should -Throw -ErrorId 'ArgumentInvalid,*' -ExpectedMessage '*is of the weights in*'
        "$folder/other.safetensors" | Should -Not -Exist
    }

    It 'replaces its own files, and those of others with -Force only' {
        $folder = New-Release
        $run | Export-AlexNetModel "$folder/model.safetensors" -Card
        { $run | Export-AlexNetModel "$folder/model.safetensors" -Card -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        Set-Content "$folder/README.md" '# Mine'
        { $run | Export-AlexNetModel "$folder/second.safetensors" -Card } | Should -Throw -ErrorId 'FileExists,*' -ExpectedMessage '*README.md*'
        Get-Content "$folder/README.md" | Should -Be '# Mine'
        "$folder/second.safetensors" | Should -Not -Exist
        $run | Export-AlexNetModel "$folder/second.safetensors" -Card -Force
        Test-AlexNetManifest $folder -Quiet | Should -BeTrue
    }

    It 'describes one model per folder' {
        $folder = (New-Item -ItemType Directory "$TestDrive/both").FullName
        $names = @('a.safetensors', 'b.safetensors'); $script:count = 0
        { $run, $run | Export-AlexNetModel -OutputPath { "$folder/$($names[$script:count++])" } -Card } | Should -Throw -ErrorId 'OutputRepeated,*'
    }

    It 'writes nothing with -WhatIf, and rejects what belongs to a card without one' {
        $folder = (New-Item -ItemType Directory "$TestDrive/nothing").FullName
        $run | Export-AlexNetModel "$folder/model.safetensors" -Card -WhatIf
        Get-ChildItem $folder | Should -BeNullOrEmpty
        { $run | Export-AlexNetModel "$folder/model.safetensors" -License MIT } | Should -Throw -ErrorId 'ArgumentInvalid,*' -ExpectedMessage '*-Card*'
        { $run | Export-AlexNetModel "$folder/model.safetensors" -Card -License 'all rights: mine' } | Should -Throw -ErrorId 'ArgumentInvalid,*' -ExpectedMessage '*SPDX*'
    }
}

Describe 'Test-AlexNetManifest' {
    It 'returns one object per file, from a folder, a manifest and the pipeline' {
        $results = Test-AlexNetManifest $release
        $results.Path | Should -Be 'README.md', 'class_indices.json', 'model.safetensors', 'recipe.json'
        $results.Status | Select-Object -Unique | Should -Be 'Ok'
        (Test-AlexNetManifest "$release/manifest.json").Count | Should -Be 4
        (Get-Item $release | Test-AlexNetManifest).Count | Should -Be 4
        Test-AlexNetManifest "$TestDrive/rel*" -Quiet | Should -BeTrue
    }

    It 'finds what changed, is missing and is new, without an error' {
        $folder = New-Release
        Add-Content "$folder/README.md" 'more'
        Remove-Item "$folder/recipe.json"
        Set-Content "$folder/new.txt" ''
        $results = Test-AlexNetManifest $folder -ErrorAction Stop | Group-Object Path -AsHashTable
        $results['README.md'].Status | Should -Be 'Changed'
        $results['README.md'].ActualSha256 | Should -Be (Get-FileHash "$folder/README.md").Hash
        $results['recipe.json'].Status | Should -Be 'Missing'
        $results['new.txt'].Status | Should -Be 'Unlisted'
        $results['model.safetensors'].Status | Should -Be 'Ok'
        Test-AlexNetManifest $folder -Quiet | Should -BeFalse
    }

    It 'says which folder has no manifest, or a wrong one, and goes on' {
        $folder = New-Release
        Set-Content "$folder/manifest.json" '{}'
        $results = Test-AlexNetManifest $folder, "$TestDrive/photos", "$TestDrive/none", $release -ErrorAction SilentlyContinue -ErrorVariable failure
        $results | Should -HaveCount 4
        $failure.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ManifestInvalid', 'ManifestNotFound', 'PathNotFound'
    }

    It 'ends at once if only the first file is wanted' {
        $Error.Clear()
        Test-AlexNetManifest $release | Select-Object -First 1 | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }
}
