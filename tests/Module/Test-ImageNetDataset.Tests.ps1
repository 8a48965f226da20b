BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder -Path "$TestDrive/photos" -Count 12
    Copy-Item "$TestDrive/photos/red/red-1.png" "$TestDrive/photos/blue/wrong.png"
    Set-Content -LiteralPath "$TestDrive/photos/red/broken [1].jpg" -Value 'no image'
    $dataset = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -CachePath "$TestDrive/cache" -WarningAction SilentlyContinue
}

Describe 'Test-ImageNetDataset' {
    Context 'a dataset from the pipeline' {
        BeforeAll { $findings = $dataset | Test-ImageNetDataset -MaxDistance -1 }

        It 'returns findings, the worst first' {
            $findings | Should -BeOfType AlexNetPS.Datasets.Health.DatasetFinding
            $findings[0].Severity | Should -Be 'Error'
        }

        It 'finds the image with two labels' {
            $found = $findings | Where-Object Kind -EQ TwoLabels
            $found.Files | Should -Contain (Join-Path $TestDrive photos blue wrong.png)
            $found.Files | Should -HaveCount 2
            $found.Advice | Should -Not -BeNullOrEmpty
        }

        It 'finds the broken file' {
            ($findings | Where-Object Kind -EQ Unreadable).Files | Should -Be (Join-Path $TestDrive photos red 'broken [1].jpg')
        }

        It 'tells classes with few images' { $findings.Kind | Should -Contain 'FewImages' }

        It 'heeds -MinImages' { ($dataset | Test-ImageNetDataset -MinImages 2 -MaxDistance -1).Kind | Should -Not -Contain 'FewImages' }

        It 'shows a table a person can read' {
            $text = $findings | Get-RenderedText
            $text | Should -Match '(?m)^Severity +Kind +Files What'
            $text | Should -Match '(?m)^Error +TwoLabels +2 The same image 2 times'
        }
    }

    Context 'scores' {
        It 'returns the scores of the dataset and of each image' {
            $scores = $dataset | Test-ImageNetDataset -Score
            $scores | Should -BeOfType AlexNetPS.Datasets.Scores.DatasetScores
            $scores.Kinds.Kind | Should -Be Dark, Light, Blurred, LowInformation, OddSize, Border
            $scores.Images | Should -HaveCount $dataset.Count
            $scores.Score | Should -BeGreaterOrEqual 0
            $scores.Score | Should -BeLessOrEqual 1
            $scores.Correlations.Property | Sort-Object | Should -Be AspectRatio, Brightness, Size
            ($scores.Images | ConvertTo-Csv)[0] | Should -BeLike '*"Dark","Light","Blurred","LowInformation","OddSize","Border"'
        }

        It 'scores a folder and a store alike' {
            $store = Test-ImageNetDataset $dataset.StorePath -Score
            $store.Images[0].Dark | Should -Be ($dataset | Test-ImageNetDataset -Score).Images[0].Dark
            (Test-ImageNetDataset "$TestDrive/photos" -Score -WarningAction SilentlyContinue).Kinds | Should -HaveCount 6
        }

        It 'heeds the thresholds' {
            $all = $dataset | Test-ImageNetDataset -DarkThreshold 1 -MaxDistance -1 | Where-Object Kind -EQ Dark
            $all.Severity | Should -Be Information
            $all.Scores | Should -HaveCount $all.Files.Count
            $all.Scores | Should -Be ($all.Scores | Sort-Object)
            ($all.Distribution.Histogram | Measure-Object -Sum).Sum | Should -Be $dataset.Count
            ($dataset | Test-ImageNetDataset -DarkThreshold 0 -MaxDistance -1).Kind | Should -Not -Contain 'Dark'
            { $dataset | Test-ImageNetDataset -DarkThreshold 2 } | Should -Throw
        }
    }

    It 'takes the path of a store, and a folder of photos' {
        (Test-ImageNetDataset $dataset.StorePath -MaxDistance -1).Kind | Should -Contain 'TwoLabels'
        (Test-ImageNetDataset "$TestDrive/photos" -MaxDistance -1).Kind | Should -Contain 'Unreadable'
    }

    It 'explains a folder that cannot be imported' {
        (Test-ImageNetDataset "$TestDrive/photos/red").Kind | Should -Be 'FolderLevel'
    }

    It 'gives one error for a path that is not there' {
        Test-ImageNetDataset "$TestDrive/missing" -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }

    It 'checks a part of a folder, and not of what is prepared' {
        $kinds = (Test-ImageNetDataset "$TestDrive/photos" -MaxDistance -1 -Exclude 'broken*').Kind
        $kinds | Should -Contain 'TwoLabels'
        $kinds | Should -Not -Contain 'Unreadable'
        (Test-ImageNetDataset "$TestDrive/photos" -MaxDistance -1 -Exclude 'broken*', 'wrong*' -First 30).Kind | Should -Not -Contain 'TwoLabels'
        { $dataset | Test-ImageNetDataset -MaxPerClass 3 -ErrorAction Stop } | Should -Throw -ErrorId 'SelectionNeedsFolder,*'
    }

    It 'changes nothing' {
        $command = Get-Command Test-ImageNetDataset
        $command.Parameters.Keys | Should -Not -Contain 'WhatIf'
        $command.Parameters.Keys | Should -Not -Contain 'Quarantine'
    }
}
