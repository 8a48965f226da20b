BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
}

Describe 'Get-ImageNetStore, Remove-ImageNetStore' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $dataset = Import-TinyDataset $folder
        $cache = "$folder.cache"
    }

    It 'lists the stores of a folder' {
        $few = Import-TinyDataset $folder @{ MaxPerClass = 4; Exclude = '*-1.png' }
        $few.Count | Should -Be 12
        $stores = Get-ImageNetStore $cache
        $stores | Should -HaveCount 2
        $store = $stores | Where-Object Images -EQ 60
        $store.StorePath | Should -Be $dataset.StorePath
        $store.SourcePath | Should -Be $dataset.SourcePath
        $store.Classes, $store.ImageSize, "$($store.Status)", $store.SourceExists | Should -Be 3, 32, 'Complete', $true
        $store.Size | Should -Be (Get-ChildItem $store.StorePath -File | Measure-Object Length -Sum).Sum
        $store.LastUsed | Should -BeGreaterThan (Get-Date).AddMinutes(-10)
        $store.CacheKey | Should -Be $dataset.CacheKey
        "$(($stores | Where-Object Images -EQ 12).Selection)" | Should -Be '-Exclude *-1.png -MaxPerClass 4'
        $text = $stores | Get-RenderedText -Width 160
        $text | Should -Match 'Complete'
        $text | Should -Match '60'
        (Get-ImageNetStore $dataset).StorePath | Should -Be $dataset.StorePath
        (Get-ImageNetStore $dataset.StorePath).StorePath | Should -Be $dataset.StorePath
        Remove-Item -LiteralPath $folder -Recurse
        Get-ImageNetStore $cache | ForEach-Object SourceExists | Should -Be $false, $false
        Get-ImageNetStore $cache | Get-RenderedText -Width 400 | Should -Match 'missing'
        Get-ImageNetStore $TestDrive | Should -BeNullOrEmpty
        { Get-ImageNetStore "$TestDrive/missing" -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'has a store for whatever takes a dataset' {
        $store = Get-ImageNetStore $cache
        @(Test-ImageNetDataset $store -ErrorAction Stop -MinImages 0 -MinSide 0 -MaxDistance -1).Kind | Should -Not -Contain 'DamagedStore'
    }

    It 'deletes a store, and asks first' {
        (Get-Command Remove-ImageNetStore).ImplementingType.GetCustomAttributes($true).ConfirmImpact | Should -Be 'High'
        Get-ImageNetStore $cache | Remove-ImageNetStore -WhatIf
        Test-Path $dataset.StorePath | Should -BeTrue
        "$(Get-ImageNetStore $cache | Remove-ImageNetStore -Confirm:$false -Verbose 4>&1)" | Should -Match 'Deleted'
        Get-ChildItem $cache -Force | Should -BeNullOrEmpty
        $again = Import-TinyDataset $folder
        $again | Remove-ImageNetStore -Confirm:$false
        Get-ChildItem $cache -Force | Should -BeNullOrEmpty
        $again = Import-TinyDataset $folder
        Get-ChildItem $cache -Directory | Remove-ImageNetStore -Confirm:$false
        Get-ChildItem $cache -Force | Should -BeNullOrEmpty
    }

    It 'deletes no other folder, and goes on' {
        Remove-ImageNetStore $folder, $cache, $dataset.StorePath, "$TestDrive/missing" -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId -replace ',.*' | Should -Be 'StoreNotFound', 'StoreNotFound', 'PathNotFound'
        Test-Path $folder | Should -BeTrue
        Test-Path $dataset.StorePath | Should -BeFalse
        { Remove-ImageNetStore $folder -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'StoreNotFound,*'
    }

    It 'does not delete a store that an import is writing' {
        $held = [IO.File]::Open("$($dataset.StorePath).lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            "$((Get-ImageNetStore $cache).Status)" | Should -Be 'Importing'
            { Remove-ImageNetStore $dataset -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'StoreInUse,*'
        }
        finally { $held.Dispose() }
        Test-Path "$($dataset.StorePath)/dataset.json" | Should -BeTrue
    }

    It 'deletes what an interrupted import has left' {
        Rename-Item $dataset.StorePath "$(Split-Path -Leaf $dataset.StorePath).partial"
        $store = Get-ImageNetStore $cache
        "$($store.Status)" | Should -Be 'Unfinished'
        $store | Remove-ImageNetStore -Confirm:$false
        Get-ChildItem $cache -Force | Should -BeNullOrEmpty
    }

    It 'gives an index the key of its store' {
        (Import-TinyDataset $folder @{ IndexOnly = $true }).CacheKey | Should -Be $dataset.CacheKey
        New-Image -Path "$folder/red/red-1.png" -Color red -Seed 900
        (Import-TinyDataset $folder @{ IndexOnly = $true }).CacheKey | Should -Not -Be $dataset.CacheKey
    }
}
