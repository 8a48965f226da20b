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

    It 'shows the differences, and an arrow at the best' {
        $text = Compare-AlexNetRun "$TestDrive/runs" | Get-RenderedText -Width 160
        $text | Should -Match '(?m)^Folder +Differs in +Epochs +Best +TrainLoss +ValLoss +ValTop1 +Seconds'
        $text | Should -Match "(?m)^$([char]0x2192) a +LearningRate 0\.01, Epochs 1"
    }

    It 'goes into CSV with a column for each setting' {
        $csv = Compare-AlexNetRun "$TestDrive/runs" | ConvertTo-Csv | ConvertFrom-Csv
        $csv[1].LearningRate | Should -Be '1E-09'
        $csv[0].PSObject.Properties.Name[0..3] | Should -Be 'Run', 'IsBest', 'LearningRate', 'Epochs'
    }
}
