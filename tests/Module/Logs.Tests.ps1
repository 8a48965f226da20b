# What a process writes into the log of a build service: lines, each once, and none that a runner takes for a command.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder "$TestDrive/photos" -Count 10
    Set-Content "$TestDrive/photos/red/broken.png" 'no image'
    Set-Content "$TestDrive/log.ps1" @'
param($Module, $Support, $Root)
Import-Module $Module
Import-Module $Support
$env:CI = 'true'
Invoke-Expression (Get-SilenceSetting '00:00:00')
$map = @{ red = '::error::x'; blue = '##vso[task.complete result=Failed]y' }
$dataset = Import-ImageNetFolder -LiteralPath "$Root/photos" -ClassMap $map -ImageSize 32 -CachePath "$Root/photos.cache"
$runs = New-ImageNetFold $dataset -Count 2 | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 2 -RunPath "$Root/folds"
$sweep = Invoke-AlexNetSweep $dataset -Recipe (Get-TinyRecipePath) -Set @{ 'optimizer.learningRate' = 0.01, 0.02 } -Epochs 1 -RunPath "$Root/sweep"
Measure-AlexNetModel $runs[0] $dataset
$sweep
try { Get-AlexNetRun -LiteralPath "$Root/##vso[task.complete]no" -ErrorAction Stop } catch { $_.ErrorDetails.Message }
'@
    $program, $arguments = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', "$TestDrive/log.ps1", (Get-StagedModulePath),
        "$PSScriptRoot/Support.psm1", "$TestDrive"
    $before = $env:NO_COLOR
    $env:NO_COLOR = '1'
    try {
        (Start-Process -FilePath $program -ArgumentList $arguments -PassThru -RedirectStandardOutput "$TestDrive/log.out" `
            -RedirectStandardError "$TestDrive/log.err").WaitForExit(600000) | Should -BeTrue
    }
    finally { $env:NO_COLOR = $before }
    $text = [IO.File]::ReadAllText("$TestDrive/log.out")
    $lines = $text -split "`r?`n"
}

Describe 'The log of a build service' {
    It 'has no progress bar, no escape character and no carriage return' {
        Get-Content "$TestDrive/log.err" | Should -BeNullOrEmpty
        $text.Replace([Environment]::NewLine, "`n") | Should -Not -Match '[\e\r\b]'
        $text | Should -Not -Match 'Training Tiny on|Step \d'
    }

    It 'has a line for each epoch of each fold, and for each run of a sweep' {
        @($lines -match '^Epoch ') | ForEach-Object { $_ -replace ':.*' } | Should -Be 'Epoch 1 of 2, fold 1 of 2', 'Epoch 2 of 2, fold 1 of 2',
            'Epoch 1 of 2, fold 2 of 2', 'Epoch 2 of 2, fold 2 of 2'
        @($lines -match '^\S+ \(.*seed 0\): Completed') | Should -HaveCount 2
    }

    It 'has each warning once' {
        $warnings = @($lines -match '^WARNING: ')
        $warnings.Count | Should -BeGreaterThan 1
        $warnings | Should -Be @($warnings | Select-Object -Unique)
    }

    It 'has no line that a runner takes for a command' {
        $text | Should -Match ([regex]::Escape('##vso\u005Btask.complete'))
        $text | Should -Match ([regex]::Escape('\u003A:error::x'))
        $lines | Should -Not -Match '^\s*::'
        $text.Replace('##vso\u005B', '') | Should -Not -BeLike '*##vso*'
    }
}
