BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $good = Invoke-TinyTraining $dataset "$TestDrive/runs/good" -With @{ Epochs = 3 }
    try { $null = Invoke-TinyTraining $dataset "$TestDrive/runs/wild" -With @{ LearningRate = 1e3; Epochs = 4; WarningAction = 'SilentlyContinue' } } catch { $stopped = $_ }
}

Describe 'Test-TrainingRun' {
    It 'finds nothing wrong with a run that learns' {
        $diagnosis = $good | Test-TrainingRun
        $diagnosis | Should -BeOfType AlexNetPS.Training.Diagnosis.TrainingDiagnosis
        $diagnosis.Healthy | Should -BeTrue
        $diagnosis.Findings | Should -BeNullOrEmpty
        $diagnosis | Get-RenderedText | Should -Match 'nothing is wrong'
    }

    It 'takes a folder, and folders from the pipeline' {
        (Test-TrainingRun -Path "$TestDrive/runs/good").Run | Should -Be 'Tiny on photos'
        Get-Item "$TestDrive/runs/good" | Test-TrainingRun -Quiet | Should -BeTrue
    }

    It 'names symptom, cause and setting of a run whose units are dead or whose loss ran away' {
        $diagnosis = Get-AlexNetRun "$TestDrive/runs/wild" | Test-TrainingRun
        $diagnosis.Healthy | Should -BeFalse
        $diagnosis.Findings[0].Setting | Should -Match "recipe 'Tiny'"
        $diagnosis | Get-RenderedText | Should -Match "$($diagnosis.Findings[0].Symptom): "
    }

    It 'says so where there is no run' {
        Test-TrainingRun -LiteralPath "$TestDrive/photos" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -Match 'no run'
    }
}
