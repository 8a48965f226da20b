BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1; Epochs = 1 }
}

Describe 'Export-FeatureEmbedding' {
    It 'writes a split to .csv, one row a photo, and returns nothing' {
        $dataset.Validation | Export-FeatureEmbedding -Model $run.Model -Layer fc7 -OutputPath "$TestDrive/fc7.csv" | Should -BeNullOrEmpty
        $rows = Import-Csv "$TestDrive/fc7.csv"
        $rows | Should -HaveCount $dataset.Validation.Count
        $rows[0].label | Should -Be 'blue'
        @($rows[0].PSObject.Properties.Name -match '^f\d+$') | Should -HaveCount 16
    }

    It 'writes .npy' {
        $dataset.Validation | Export-FeatureEmbedding -Model $run.Model -OutputPath "$TestDrive/fc7.npy"
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/fc7.npy")
        [Text.Encoding]::Latin1.GetString($bytes, 1, 5) | Should -Be 'NUMPY'
        [Text.Encoding]::Latin1.GetString($bytes, 0, 128) | Should -Match "'shape': \($($dataset.Validation.Count), 16\)"
    }

    It 'takes files, and hands the embeddings on with -PassThru' {
        $all = Get-ChildItem "$TestDrive/photos/red/*.png" | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/red.csv" -PassThru
        $all | Should -HaveCount 20
        $all[0] | Should -BeOfType AlexNetPS.Inference.FeatureEmbedding
        $all[0].Values | Should -HaveCount 16
    }

    It 'starts from the location of the shell' {
        Push-Location $TestDrive
        try { $dataset.Validation | Export-FeatureEmbedding -Model $run -OutputPath ./relative.csv } finally { Pop-Location }
        "$TestDrive/relative.csv" | Should -Exist
    }

    It 'writes nothing with -WhatIf' {
        $dataset.Validation | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/whatif.csv" -WhatIf
        "$TestDrive/whatif.csv" | Should -Not -Exist
    }

    It 'leaves nothing behind when the pipeline ends early' {
        $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/early.csv" -PassThru -BatchSize 2 | Select-Object -First 1 | Should -HaveCount 1
        Get-ChildItem $TestDrive -Filter 'early*' -Force | Should -BeNullOrEmpty
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown layer'; With = @{ Layer = 'fc9' }; Id = 'LayerNotFound'; Message = '*fc9*fc7*' }
        @{ What = 'an unknown ending'; With = @{ OutputPath = 'features.xls' }; Id = 'FormatUnknown'; Message = '*features.xls*' }
        @{ What = 'a missing folder'; With = @{ OutputPath = 'nowhere/features.csv' }; Id = 'OutputFolderNotFound'; Message = '*nowhere*' }
        @{ What = 'a folder'; With = @{ OutputPath = 'photos' }; Id = 'OutputIsFolder'; Message = '*photos*' }
        @{ What = 'a file to be left alone'; With = @{ OutputPath = 'Taken.csv'; NoClobber = $true }; Id = 'FileExists'; Message = '*Taken.csv*' }
    ) {
        Set-Content "$TestDrive/Taken.csv" 'mine'
        $all = @{ Model = $run; OutputPath = 'fine.csv' }
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        Push-Location $TestDrive
        try { $failure = { $dataset.Validation | Export-FeatureEmbedding @all } | Should -Throw -PassThru } finally { Pop-Location }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
        Get-Content "$TestDrive/Taken.csv" | Should -Be 'mine'
    }

    It 'completes the layers of the model given' {
        $global:completed = $run
        try { (TabExpansion2 'Export-FeatureEmbedding -Model $global:completed -Layer ').CompletionMatches.CompletionText | Should -Be 'conv1', 'relu1', 'pool1', 'fc7', 'relu7', 'fc8' }
        finally { Remove-Variable completed -Scope Global }
    }

    It 'shows embeddings with their first values' {
        Get-ChildItem "$TestDrive/photos/red/red-1.png" | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/shown.csv" -PassThru |
            Get-RenderedText | Should -Match 'red-1\.png +.*fc7 +16 '
    }
}
