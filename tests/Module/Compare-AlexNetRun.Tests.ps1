BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $null = Invoke-TinyTraining $dataset "$TestDrive/runs/a" -With @{ Epochs = 1; LearningRate = 0.01; Seed = 1 }
    $null = Invoke-TinyTraining $dataset "$TestDrive/runs/b" -With @{ Epochs = 2; LearningRate = 1e-9; Seed = 1 }
}

Describe 'Compare-AlexNetRun' {
    It 'has a row for each run and a column for each setting that differs' {
        $rows = Compare-AlexNetRun "$TestDrive/runs"
        $rows | Should -HaveCount 2
        $rows[0].PSObject.TypeNames | Should -Contain 'AlexNetPS.Training.Runs.RunComparison'
        $rows.LearningRate | Should -Be 0.01, 1e-9
        $rows.Epochs | Should -Be 1, 2
        $rows.EpochsDone | Should -Be 1, 2
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'Seed'
        $rows.IsBest | Should -Be $true, $false
        $rows.Path | Should -Be @((Get-AlexNetRun "$TestDrive/runs").Path)
    }

    It 'takes runs and folders from the pipeline, ./runs, and patterns' {
        (Get-AlexNetRun "$TestDrive/runs" | Compare-AlexNetRun).LearningRate | Should -HaveCount 2
        (Get-ChildItem "$TestDrive/runs" | Compare-AlexNetRun).LearningRate | Should -HaveCount 2
        (Compare-AlexNetRun "$TestDrive/runs/a*").Settings | Should -Be ''
        Push-Location $TestDrive
        try { Compare-AlexNetRun | Should -HaveCount 2 } finally { Pop-Location }
    }

    It 'goes on after a folder without a run' {
        $rows = Compare-AlexNetRun "$TestDrive/photos", "$TestDrive/runs" -ErrorAction SilentlyContinue -ErrorVariable failure
        $rows | Should -HaveCount 2
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
    }

    It 'shows the results, the differences, and an arrow at the best' {
        $text = Compare-AlexNetRun "$TestDrive/runs" | Get-RenderedText -Width 160
        $text | Should -Match '(?m)^Folder +ValTop1 +ValLoss +TrainLoss +Settings'
        $text | Should -Match "(?m)^$([char]0x2192) a .*LearningRate 0\.01, Epochs 1"
    }

    It 'goes into CSV with a column for each setting' {
        $csv = Compare-AlexNetRun "$TestDrive/runs" | ConvertTo-Csv | ConvertFrom-Csv
        $csv[1].LearningRate | Should -Be '1E-09'
        $csv[0].PSObject.Properties.Name[0..3] | Should -Be 'Run', 'Folder', 'IsBest', 'ValidationTop1'
        $csv[0].PSObject.Properties.Name[-4..-1] | Should -Be 'LearningRate', 'Epochs', 'Settings', 'Path'
    }

    It 'has a line for each run at <_> columns, with nothing cut, for runs with default names' -ForEach 80, 120 {
        $recipe = Get-Content (Get-TinyRecipePath) -Raw | ConvertFrom-Json -AsHashtable
        $recipe.name = 'HalfWidth'
        $recipe.trainTransforms = @(@{ type = 'RandomResizedCrop'; size = 24 }, @{ type = 'HorizontalFlip' }, @{ type = 'Scale' })
        $recipe.optimizer.learningRate = 0.0123456789
        $recipe.labelSmoothing = 0.1
        $recipe | ConvertTo-Json -Depth 20 | Set-Content "$TestDrive/other.json"
        if (-not (Test-Path "$TestDrive/named")) {
            $null = Invoke-AlexNetTraining -Dataset $dataset -Recipe "$TestDrive/other.json" -Epochs 1 -RunPath "$TestDrive/named/20260102-030405-HalfWidth"
            Copy-Item "$TestDrive/runs/b" "$TestDrive/named/20260102-030406-HalfWidth" -Recurse
        }

        $rows = Compare-AlexNetRun "$TestDrive/named"
        $trained = $rows | Where-Object Folder -Like '*030405*'
        $trained.TrainTransforms | Should -Be 'RandomResizedCrop 24, HorizontalFlip, Scale'
        $trained.LearningRate | Should -Be 0.012346
        $lines = @(($rows | Get-RenderedText -Width $_) -split '\r?\n' | Where-Object { $_.Trim() })
        $lines | Should -HaveCount 4
        $lines[0] | Should -Match 'Folder +ValTop1 +ValLoss +TrainLoss +Settings'
        $lines[2..3] | Should -Match '^. 20260102-03040[56]-HalfWidth +\d.*, \+\d+'
        $lines | Should -Not -Match "$([char]0x2026)|\.\.\."
    }
}
