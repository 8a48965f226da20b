BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/runs/one" -With @{ Epochs = 3; WarningAction = 'Ignore' }
    $null = Invoke-TinyTraining $dataset "$TestDrive/runs/two" -With @{ Epochs = 2; Seed = 2; WarningAction = 'Ignore' }
    $braille = '[\u2801-\u28FF]'
    Push-Location (New-Item -ItemType Directory "$TestDrive/out")
    $rendering = $PSStyle.OutputRendering
}

AfterAll {
    Pop-Location
    $PSStyle.OutputRendering = $rendering
}

Describe 'Show-AlexNetRun' {
    It 'draws loss and top-1 of a run in 80 columns, with the best epoch' {
        $lines = $run | Show-AlexNetRun
        $lines | Should -BeOfType string
        $lines[0] | Should -Be 'Loss (Mean cross-entropy)'
        $lines | Where-Object { $_ -like 'Top-1*' } | Should -HaveCount 1
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $lines -match $braille | Should -Not -BeNullOrEmpty
        $best = $run.BestEpoch.Epoch
        $lines | Where-Object { $_ -match "^  v Validation: .* in epoch $best \(V: the best epoch\)$" } | Should -HaveCount 2
    }

    It 'overlays several runs: <What>' -ForEach @(
        @{ What = 'a folder'; Given = { Show-AlexNetRun "$TestDrive/runs" -Metric Top1 } }
        @{ What = 'a pattern'; Given = { Show-AlexNetRun "$TestDrive/runs/*" -Metric Top1 } }
        @{ What = 'runs'; Given = { Get-AlexNetRun "$TestDrive/runs" | Show-AlexNetRun -Metric Top1 } }
        @{ What = 'folders'; Given = { Get-ChildItem "$TestDrive/runs" | Show-AlexNetRun -Metric Top1 } }
        @{ What = 'a comparison'; Given = { Compare-AlexNetRun "$TestDrive/runs" | Show-AlexNetRun -Metric Top1 } }
        @{ What = 'a run twice'; Given = { $run.Path, $run.Path, "$TestDrive/runs/two" | Show-AlexNetRun -Metric Top1 } }
    ) {
        $lines = & $Given
        $lines | Should -HaveCount 17
        $lines[-2] | Should -Match '^  o one: \d+\.\d % in epoch \d \(O: the best epoch\)$'
        $lines[-1] | Should -Match '^  t two: '
    }

    It 'shows the metrics and the size that it is told' {
        $lines = Show-AlexNetRun $run.Path -Metric LearningRate -Width 60 -Height 6
        $lines[0] | Should -Match '^Learning rate'
        $lines | Should -HaveCount 9
        ($lines | Measure-Object Length -Maximum).Maximum | Should -Be 60
    }

    It 'has colors as $PSStyle says' {
        $PSStyle.OutputRendering = 'Ansi'
        ($run | Show-AlexNetRun) -match "`e\[38;5;32m" | Should -Not -BeNullOrEmpty
        $PSStyle.OutputRendering = 'PlainText'
        ($run | Show-AlexNetRun) -match "`e" | Should -BeNullOrEmpty
        $PSStyle.OutputRendering = 'Host'
        ($run | Show-AlexNetRun | Out-String) | Should -Not -Match "`e"
    }

    It 'writes <_>' -ForEach 'curves.svg', 'curves.png', 'CURVES.PNG' {
        Get-AlexNetRun "$TestDrive/runs" | Show-AlexNetRun -OutputPath "./$_" | Should -BeNullOrEmpty
        $file = Get-Item "./$_"
        if ($_ -like '*.svg') {
            $svg = [xml](Get-Content $file -Raw)
            $texts = $svg.GetElementsByTagName('text').InnerText
            $texts | Should -Contain 'Loss'
            $texts | Should -Contain 'Learning rate'
            $texts -match '^one: ' | Should -Not -BeNullOrEmpty
        }
        else { [Convert]::ToHexString([IO.File]::ReadAllBytes($file)[0..3]) | Should -Be '89504E47' }
    }

    It 'keeps a file with -NoClobber, and a read-only one without -Force' {
        Set-Content ./mine.svg 'mine'
        { $run | Show-AlexNetRun -OutputPath ./mine.svg -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        (Get-Item ./mine.svg).IsReadOnly = $true
        { $run | Show-AlexNetRun -OutputPath ./mine.svg } | Should -Throw -ErrorId 'FileReadOnly,*'
        Get-Content ./mine.svg | Should -Be 'mine'
        $run | Show-AlexNetRun -OutputPath ./mine.svg -Force -PassThru | Should -BeOfType System.IO.FileInfo
        Get-Content ./mine.svg -Raw | Should -Match '<svg'
        $run | Show-AlexNetRun -OutputPath ./new.svg -WhatIf
        './new.svg' | Should -Not -Exist
    }

    It 'warns about a run without an epoch, and has nothing to write of it' {
        Copy-Item $run.Path ./empty -Recurse
        $json = Get-Content ./empty/run.json -Raw | ConvertFrom-Json -AsHashtable
        $json.epochs = @()
        $json | ConvertTo-Json -Depth 50 | Set-Content ./empty/run.json
        Show-AlexNetRun ./empty -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warning | Should -BeLike '*no epoch is completed*'
        { Show-AlexNetRun ./empty -OutputPath ./none.svg -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'CurvesEmpty,*'
        (Show-AlexNetRun ./empty, $run.Path -WarningAction SilentlyContinue)[0] | Should -Be 'Loss (Mean cross-entropy)'
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown extension'; Id = 'FormatUnknown'; Do = { $run | Show-AlexNetRun -OutputPath ./none.pdf } }
        @{ What = '-Force without a file'; Id = 'CurvesContradiction'; Do = { $run | Show-AlexNetRun -Force } }
        @{ What = '-Width of a file'; Id = 'CurvesContradiction'; Do = { $run | Show-AlexNetRun -Width 50 -OutputPath ./none.svg } }
        @{ What = 'a missing folder'; Id = 'OutputFolderNotFound'; Do = { $run | Show-AlexNetRun -OutputPath ./no/none.svg } }
        @{ What = 'a folder without runs'; Id = 'RunNotFound'; Do = { Show-AlexNetRun "$TestDrive/photos" -ErrorAction Stop } }
    ) {
        $Do | Should -Throw -ErrorId "$Id,*"
    }
}
