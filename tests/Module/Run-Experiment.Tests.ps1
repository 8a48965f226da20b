# The example of a whole experiment, as a user runs it, on drawn images.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $script = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples/Run-Experiment.ps1")
    # In a process of its own, because it imports the module of the clone.
    function Invoke-Experiment { Invoke-PowerShell -Command { param($script, $path) $PSStyle.OutputRendering = 'PlainText'; & $script -LearningRate 0.003, 1e-7 -Seed 1, 2 -PerClass 8 -Epochs 3 -OutputPath $path 3> $null | Out-String -Width 120 } -args $script, "$TestDrive/experiment" 2>&1 | Out-String }
}

Describe 'examples/Run-Experiment.ps1' -Skip:(-not (Test-Path "$PSScriptRoot/../../out/AlexNetPS")) {
    It 'sweeps, picks, fine-tunes, embeds and searches, and continues' {
        $text = Invoke-Experiment
        $text | Should -Match 'Miniature: 8 runs of 4 settings, 2 seeds each'
        $text | Should -Match 'learningRate\s+norm\*\s+Runs\s+Top1\s+Deviation\s+95.{0,2}% interval'
        ([regex]::Matches($text, 'Pruned')).Count | Should -Be 3
        $text | Should -Match 'Best of 4 settings: learningRate 0.003, .*Its best model is that of 0\d-seed\d'
        $text | Should -Match 'Top-1 on 18 validation images: '
        $text | Should -Match 'of 18 images have a nearest neighbor of the same class among 30'
        "$TestDrive/experiment/fc4.npy" | Should -Exist
        "$TestDrive/experiment/fine-tuned/run.json" | Should -Exist
        $runs = Get-ChildItem "$TestDrive/experiment/sweep" -Recurse -Filter run.json | ForEach-Object { Get-Content $_ -Raw }
        $runs | Should -HaveCount 8
        # From the folders alone.
        $table = '(?s)  learningRate norm.*?(?=\r?\n\r?\n)'
        [regex]::Match((Invoke-Experiment), $table).Value | Should -Be ([regex]::Match($text, $table).Value)
        Get-ChildItem "$TestDrive/experiment/sweep" -Recurse -Filter run.json | ForEach-Object { Get-Content $_ -Raw } | Should -Be $runs
    }
}
