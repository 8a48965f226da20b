BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    foreach ($name in 'one', 'two') { $null = Invoke-TinyTraining $dataset "$TestDrive/runs/$name" -With @{ Epochs = 1 } }
}

Describe 'Get-AlexNetRun' {
    It 'lists the runs below ./runs' {
        Push-Location $TestDrive
        try { Split-Path (Get-AlexNetRun).Path -Leaf | Should -Be 'one', 'two' } finally { Pop-Location }
    }

    It 'lists nothing where there is no ./runs' {
        Push-Location "$TestDrive/photos"
        try { Get-AlexNetRun | Should -BeNullOrEmpty } finally { Pop-Location }
    }

    It 'opens one run by its folder' {
        $run = Get-AlexNetRun "$TestDrive/runs/two"
        $run | Should -BeOfType AlexNetPS.Training.TrainingRun
        $run.Epochs | Should -HaveCount 1
    }

    It 'lists the runs of a folder, a pattern, and folders from the pipeline' {
        Get-AlexNetRun "$TestDrive/runs" | Should -HaveCount 2
        Get-AlexNetRun "$TestDrive/runs/t*" | Should -HaveCount 1
        Get-ChildItem "$TestDrive/runs" | Get-AlexNetRun | Should -HaveCount 2
    }

    It 'says so where there is no run' {
        Get-AlexNetRun "$TestDrive/photos" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
    }

    It 'shows runs as a table' {
        Get-AlexNetRun "$TestDrive/runs" | Get-RenderedText | Should -Match '(?m)^Tiny on photos +Completed +1/1'
    }
}
