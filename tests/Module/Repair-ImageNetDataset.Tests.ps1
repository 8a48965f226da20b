BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder -Path "$TestDrive/photos/train" -Count 6
    $null = New-ImageFolder -Path "$TestDrive/photos/val" -Count 2
    Get-ChildItem "$TestDrive/photos/val" -Recurse -File | ForEach-Object { Remove-Item $_ }
    foreach ($class in 'red', 'blue') { Copy-Item "$TestDrive/photos/train/$class/$class-1.png" "$TestDrive/photos/val/$class/held.png" }
    Copy-Item "$TestDrive/photos/train/red/red-2.png" "$TestDrive/photos/train/red/twice.png"
    function Import-Photo { Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -CachePath "$TestDrive/cache" -WarningAction SilentlyContinue @args }
}

Describe 'Repair-ImageNetDataset' {
    It 'does nothing with -WhatIf' {
        $dataset = Import-Photo
        Repair-ImageNetDataset $dataset -Kind Leakage, Duplicate -KeepBest -WhatIf | Should -BeNullOrEmpty
        (Import-Photo).Sha256 | Should -Be $dataset.Sha256
    }

    It 'moves leaks to the held-out split, and takes it back' {
        $dataset = Import-Photo
        $repaired = $dataset | Repair-ImageNetDataset -Kind Leakage -WarningVariable warning -WarningAction SilentlyContinue
        $repaired | Should -BeOfType AlexNetPS.Datasets.Health.Repairs.RepairedImage
        $repaired.Action | Should -Be 'Moved', 'Moved'
        $repaired.To | Should -Be 'Validation', 'Validation'
        $repaired | Get-RenderedText | Should -Match '(?m)^ *Group Action +From +To +Kind +Path'
        $warning | Should -BeLike '*previous splits*'
        $now = Import-Photo
        $now.Train.Count | Should -Be ($dataset.Train.Count - 2)
        $now.Repairs | Should -Be 2
        ($now | Test-ImageNetDataset -MaxDistance -1).Kind | Should -Not -Contain 'Leakage'
        $undone = Repair-ImageNetDataset $dataset.StorePath -Undo
        $undone.Action | Should -Be 'Restored', 'Restored'
        (Import-Photo).Sha256 | Should -Be $dataset.Sha256
    }

    It 'drops all but the best, and its rows are corrections' {
        $dataset = Import-Photo
        Repair-ImageNetDataset "$($dataset.StorePath)/dataset.json" -Kind Leakage, Duplicate -KeepBest | Export-Csv "$TestDrive/repaired.csv"
        $now = Import-Photo
        $now.Count | Should -Be ($dataset.Count - 3)
        Repair-ImageNetDataset $now.StorePath -Undo -Kind Leakage | Should -HaveCount 2
        (Import-Photo).Count | Should -Be ($dataset.Count - 1)
        Repair-ImageNetDataset $now.StorePath -Undo | Should -HaveCount 1
        $corrected = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 40 -CachePath "$TestDrive/cache" -CorrectionPath "$TestDrive/repaired.csv"
        $corrected.Count | Should -Be ($dataset.Count - 3)
        $corrected.Corrections | Should -Be 3
    }

    It 'asks for the kind' {
        { Repair-ImageNetDataset "$TestDrive/photos" -Kind TwoLabels } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'needs a store' {
        Repair-ImageNetDataset (Import-Photo -IndexOnly) -Kind Leakage -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DatasetInvalid,*'
        "$($failure[0])" | Should -BeLike '*-IndexOnly*'
    }

    It 'warns where there is nothing to move' {
        Repair-ImageNetDataset (Import-Photo) -Kind Duplicate -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warning | Should -BeLike '*-KeepBest*'
    }

    Context 'quarantine' {
        BeforeAll {
            $null = New-ImageFolder -Path "$TestDrive/broken" -Count 6
            $broken = "$TestDrive/broken/red/broken [1].jpg"
            Set-Content -LiteralPath $broken -Value 'no image'
            $dataset = Import-ImageNetFolder "$TestDrive/broken" -ImageSize 32 -CachePath "$TestDrive/cache" -WarningAction SilentlyContinue
        }

        It 'moves nothing with -WhatIf' {
            $null = $dataset | Repair-ImageNetDataset -Quarantine "$TestDrive/aside" -WhatIf
            Test-Path -LiteralPath $broken | Should -BeTrue
            Test-Path "$TestDrive/aside" | Should -BeFalse
        }

        It 'moves broken files aside and back' {
            $moved = $dataset | Repair-ImageNetDataset -Quarantine "$TestDrive/aside"
            $moved.Kind | Should -Be 'Quarantined'
            $moved.Files | Should -HaveCount 1
            Test-Path -LiteralPath $broken | Should -BeFalse
            $log = Get-ChildItem "$TestDrive/aside/*.jsonl"
            ($log | Get-Content | ConvertFrom-Json).path | Should -Be 'red/broken [1].jpg'
            (Repair-ImageNetDataset $dataset -Restore $log).FullName | Should -Be (Join-Path $TestDrive broken red 'broken [1].jpg')
            Test-Path -LiteralPath $broken | Should -BeTrue
        }

        It 'restores into the dataset of the log only' {
            $null = Repair-ImageNetDataset "$TestDrive/broken" -Quarantine "$TestDrive/again"
            $log = (Get-ChildItem "$TestDrive/again/*.jsonl").FullName
            Repair-ImageNetDataset "$TestDrive/photos" -Restore $log -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'DatasetInvalid,*'
            Repair-ImageNetDataset "$TestDrive/broken" -Restore $log | Should -HaveCount 1
        }

        It 'refuses a folder inside the dataset' {
            $null = $dataset | Repair-ImageNetDataset -Quarantine "$TestDrive/broken/aside" -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'DatasetInvalid,*'
            Test-Path -LiteralPath $broken | Should -BeTrue
        }
    }
}
