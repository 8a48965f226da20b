BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder -Path "$TestDrive/photos"
    Set-Content -LiteralPath "$TestDrive/photos/red/broken.png" -Value 'no image'

    function Import-Part([int] $WorkerIndex, [int] $WorkerCount = 3, [hashtable] $With = @{}) {
        $own = @{ ImageSize = 32; StoreFormat = 'Npy'; CachePath = $cache; WarningAction = 'Ignore' } + $With
        Import-ImageNetFolder "$TestDrive/photos" @own -WorkerIndex $WorkerIndex -WorkerCount $WorkerCount
    }
}

Describe 'Import-ImageNetFolder -WorkerIndex, Join-ImageNetStore' {
    BeforeEach { $cache = "$TestDrive/$([guid]::NewGuid())" }

    It 'makes the same store as one import' {
        $parts = 0..2 | ForEach-Object { Import-Part $_ }
        ($parts | Measure-Object Images -Sum).Sum | Should -Be 60
        $parts.Skipped.Path | Should -Be (Get-Item "$TestDrive/photos/red/broken.png").FullName
        $parts[0].Warnings | Should -BeNullOrEmpty
        $text = $parts | Get-RenderedText -Width 400
        $text | Should -Match 'photos +2 of 3 +\d+ +0 +[\d.]+ MB +Complete +\S+\.part-2-of-3'
        $joined = $parts[2, 0, 1] | Join-ImageNetStore -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '1 of 61 files were skipped'
        $one = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -StoreFormat Npy -CachePath "$cache-one" -WarningAction Ignore
        $joined.Count, $joined.Sha256, $joined.CacheKey | Should -Be 60, $one.Sha256, $one.CacheKey
        foreach ($file in Get-ChildItem $one.StorePath -Exclude last-used) {
            (Get-FileHash "$($joined.StorePath)/$($file.Name)").Hash | Should -Be (Get-FileHash $file).Hash -Because $file.Name
        }
        (Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -StoreFormat Npy -CachePath $cache -WarningAction Ignore -WhatIf).ToDecode | Should -Be 0
    }

    It 'takes a folder with parts, their folders and parts of a job' {
        0..2 | ForEach-Object { $null = Import-Part $_ }
        (Join-ImageNetStore $cache -WarningAction Ignore).Count | Should -Be 60
        (Join-ImageNetStore "$cache/*.part-*" -WarningAction Ignore).Count | Should -Be 60
        (Get-ChildItem $cache -Directory -Filter *.part-* | Join-ImageNetStore -WarningAction Ignore).Count | Should -Be 60
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((0..2 | ForEach-Object { Import-Part $_ })))
        ($copies | Join-ImageNetStore -CachePath "$cache-other" -WarningAction Ignore).StorePath | Should -BeLike "$cache-other*"
    }

    It 'asks, shows what it would do, and removes parts only when told' {
        $parts = 0, 1 | ForEach-Object { Import-Part $_ 2 }
        $parts | Join-ImageNetStore -WhatIf | Should -BeNullOrEmpty
        Test-Path $parts[0].StorePath | Should -BeFalse
        $null = $parts | Join-ImageNetStore -WarningAction Ignore
        $parts.PartPath | Should -Exist
        (Get-ImageNetStore $cache).Images | Should -Be 60
        $null = $parts | Join-ImageNetStore -RemovePart -WarningAction Ignore
        $parts.PartPath | Should -Not -Exist
        $preview = Import-Part 0 2 @{ WhatIf = $true }
        $preview.ToDecode, $preview.StoreFolder | Should -Be $parts[0].Images, $parts[0].PartPath
    }

    It 'names the workers that are missing' {
        $parts = 0, 2 | ForEach-Object { Import-Part $_ 4 }
        { $parts | Join-ImageNetStore -ErrorAction Stop } | Should -Throw '*(missing: workers 1, 3).*-WorkerCount 4*' -ErrorId 'DatasetInvalid,*'
        "$((Get-ImageNetStore $cache).Status)" | Should -Be 'Unfinished'
        Get-ImageNetStore $cache | Remove-ImageNetStore -Confirm:$false
        Get-ChildItem $cache -Force | Should -BeNullOrEmpty
    }

    It 'joins nothing if one of the paths is missing' {
        $part = Import-Part 0 1
        Join-ImageNetStore $part.PartPath, "$cache/none" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        Test-Path $part.StorePath | Should -BeFalse
    }

    It 'says what differs in parts of different imports' {
        $parts = (Import-Part 0 2), (Import-Part 1 2 @{ Seed = 5 })
        { $parts | Join-ImageNetStore -ErrorAction Stop } | Should -Throw '*different imports: Seed is 0 in the one and 5 in the other.*' -ErrorId 'DatasetInvalid,*'
    }

    It 'rejects <Case>' -ForEach @(
        @{ Case = 'an index without a count'; With = @{ WorkerIndex = 1 }; Says = '*-WorkerCount is missing.*' }
        @{ Case = 'a count without an index'; With = @{ WorkerCount = 2 }; Says = '*-WorkerIndex is missing.*' }
        @{ Case = 'an index above the last'; With = @{ WorkerIndex = 2; WorkerCount = 2 }; Says = '*WorkerIndex is 0 to 1 with WorkerCount 2*' }
        @{ Case = 'a format that depends on the disk'; With = @{ WorkerIndex = 0; WorkerCount = 2; StoreFormat = 'Auto' }; Says = '*-StoreFormat Npy*' }
        @{ Case = 'a list without images'; With = @{ WorkerIndex = 0; WorkerCount = 2; IndexOnly = $true }; Says = '*leave out -IndexOnly*' }
    ) {
        $format = $With.ContainsKey('StoreFormat') ? @{} : @{ StoreFormat = 'Npy' }
        { Import-ImageNetFolder "$TestDrive/photos" @With @format -CachePath $cache -ErrorAction Stop } | Should -Throw $Says -ErrorId 'ArgumentInvalid,*'
        Test-Path $cache | Should -BeFalse
    }
}
