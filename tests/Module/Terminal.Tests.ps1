# Control characters of file and folder names: none reaches the terminal, and the properties still lead to the files. Views.Tests.ps1
# goes over the tables and lists.
BeforeDiscovery { $noNames = $IsWindows }

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $hostile = "$([char] 27)]0;title$([char] 7)$([char] 0x9B)2J$([char] 0x202E)`n"
    $controls = '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]'
    if ($IsWindows) { return }
    $photos = "$TestDrive/pho${hostile}tos"
    $null = New-ImageFolder -Path $photos
    [IO.Directory]::Move("$photos/blue", "$photos/blue$hostile")
    Set-Content -LiteralPath "$photos/red/broken$hostile.png" -Value 'no image'
    $dataset = Import-TinyDataset -Path $photos -With @{ Verbose = $true } -WarningVariable warned 3>&1 4>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.InformationalRecord]) { $records += @($_) } else { $_ }
    }
    $run = Invoke-TinyTraining $dataset "$TestDrive/r${hostile}un" -With @{ Epochs = 1; WarningAction = 'Ignore' }
}

Describe 'Names with control characters' -Skip:$noNames {
    It 'lead to their files' {
        $dataset.SourcePath | Should -Be ([IO.Path]::GetFullPath($photos))
        $sample = $dataset.Train.Samples | Where-Object Label -Like 'blue*' | Select-Object -First 1
        [IO.File]::Exists($sample.Path) | Should -BeTrue
        $sample.Path | Should -Match ([regex]::Escape($hostile))
        ($sample | Get-AlexNetPrediction -Model $run).Path | Should -Be $sample.Path
        Copy-Item -LiteralPath $sample.Path "$TestDrive/copy.png"
        "$TestDrive/copy.png" | Should -Exist
        (Get-AlexNetRun $run.Path).Path | Should -Be $run.Path
        [IO.File]::Exists($dataset.Skipped[0].Path) | Should -BeTrue
    }

    It 'are spelled out in names of classes, datasets and runs' {
        $dataset.Classes.Name -join ' ' | Should -Not -Match "$controls|\n"
        "$($dataset.Name) $($run.Name) $($run.Dataset)" | Should -Not -Match "$controls|\n"
        $dataset.Classes.Name | Should -Contain 'blue\u001B]0;title\u0007\u009B2J\u202E\u000A'
    }

    It 'are spelled out in verbose text and warnings' {
        $records.Count | Should -BeGreaterThan 2
        foreach ($record in $records) { "$record" | Should -Not -Match $controls }
    }

    It 'are spelled out in the errors of <Name>' -ForEach @(
        @{ Name = 'Import-ImageNetFolder'; Script = { Import-ImageNetFolder -LiteralPath "$TestDrive/none$hostile" } }
        @{ Name = 'Import-AlexNetModel'; Script = { Import-AlexNetModel -LiteralPath "$photos/red/broken$hostile.png" } }
        @{ Name = 'Get-AlexNetPrediction'; Script = { Get-AlexNetPrediction -LiteralPath "$photos/red/broken$hostile.png" -Model $run } }
        @{ Name = 'Get-AlexNetRecipe'; Script = { Get-AlexNetRecipe "./none$hostile.json" } }
        @{ Name = 'Get-AlexNetRun'; Script = { Get-AlexNetRun -LiteralPath $photos } }
        @{ Name = 'Export-AlexNetModel'; Script = { Export-AlexNetModel $run -OutputPath "$TestDrive/none$hostile/x.onnx" } }
        @{ Name = 'Measure-AlexNetModel'; Script = { Measure-AlexNetModel "x$hostile" -Dataset $dataset } }
        @{ Name = 'Test-ImageNetDataset'; Script = { Test-ImageNetDataset ([pscustomobject]@{ $hostile = 1 }) } }
    ) {
        $failure = try { & $Script -ErrorAction Stop 3> $null; & { } } catch { $_ }
        if (-not $failure) { $failure = $Error[0] }
        $failure | Should -Not -BeNullOrEmpty
        foreach ($view in 'ConciseView', 'NormalView') {
            $ErrorView = $view
            "$($failure | Out-String)" -replace "$([char] 27)\[[\d;]*m" | Should -Not -Match $controls -Because $view
        }

        "$failure $($failure.CategoryInfo)" | Should -Not -Match $controls
    }

    It 'are spelled out where a cmdlet asks' {
        $log = "$TestDrive/asked.txt"
        Start-Transcript $log | Out-Null
        Remove-AlexNetRun -LiteralPath $run.Path -WhatIf
        Stop-Transcript | Out-Null
        $shown = Get-Content -LiteralPath $log | Where-Object { $_ -match 'What if' } | Out-String
        $shown | Should -Match 'What if.*\\u001B'
        $shown -replace "$([char] 27)\[[\d;]*m" | Should -Not -Match $controls
    }

    It 'are spelled out in completions' {
        $line = "Get-AlexNetRun $TestDrive/r"
        $found = (TabExpansion2 $line $line.Length).CompletionMatches
        $found | Should -Not -BeNullOrEmpty
        "$($found.ListItemText) $($found.ToolTip)" | Should -Not -Match "$controls|\n"
    }
}
