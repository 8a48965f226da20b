BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $good = Invoke-TinyTraining $dataset "$TestDrive/runs/good" -With @{ Epochs = 5 }
    try { $null = Invoke-TinyTraining $dataset "$TestDrive/runs/wild" -With @{ LearningRate = 1e3; Epochs = 4; WarningAction = 'SilentlyContinue' } } catch { $stopped = $_ }
}

Describe 'Test-AlexNetRun' {
    It 'finds nothing wrong with a run that learns' {
        $diagnosis = $good | Test-AlexNetRun
        $diagnosis | Should -BeOfType AlexNetPS.Training.Diagnosis.TrainingDiagnosis
        $diagnosis.Healthy | Should -BeTrue
        $diagnosis.Findings | Should -BeNullOrEmpty
        $diagnosis | Get-RenderedText | Should -Match 'nothing is wrong'
    }

    It 'takes a folder, a run, and either from the pipeline' {
        (Test-AlexNetRun "$TestDrive/runs/good").Run | Should -Be 'Tiny on photos'
        (Test-AlexNetRun "$TestDrive/runs/g*").Path | Should -Be $good.Path
        (Test-AlexNetRun $good).Path | Should -Be $good.Path
        "$TestDrive/runs/good" | Test-AlexNetRun -Quiet | Should -BeTrue
        Get-Item "$TestDrive/runs/good" | Test-AlexNetRun -Quiet | Should -BeTrue
    }

    It 'does not call a run of a few epochs healthy' {
        $diagnosis = Invoke-TinyTraining $dataset "$TestDrive/short" -With @{ Epochs = 2 } | Test-AlexNetRun
        $diagnosis.Healthy | Should -BeNullOrEmpty
        $diagnosis.Findings | Should -BeNullOrEmpty
        $diagnosis.TooShort | Should -BeLike 'too short to tell: 2 epochs; *from 5 epochs on'
        $diagnosis | Get-RenderedText | Should -Match ': too short to tell'
        $diagnosis | Get-RenderedText | Should -Not -Match 'nothing is wrong'
        Test-AlexNetRun "$TestDrive/short" -Quiet | Should -BeFalse
    }

    It 'names symptom, cause and setting of a run whose units are dead or whose loss ran away' {
        $diagnosis = Get-AlexNetRun "$TestDrive/runs/wild" | Test-AlexNetRun
        $diagnosis.Healthy | Should -BeFalse
        $diagnosis.Findings[0].Setting | Should -Match "recipe 'Tiny'"
        $diagnosis | Get-RenderedText | Should -Match "$($diagnosis.Findings[0].Symptom): "
    }

    It 'says so where there is no run' {
        Test-AlexNetRun -LiteralPath "$TestDrive/photos" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -Match 'no training run'
    }
}
