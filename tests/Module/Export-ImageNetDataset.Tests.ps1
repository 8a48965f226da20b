BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
}

Describe 'Export-ImageNetDataset' {
    It 'writes <Format>, which is imported with the same splits' -ForEach @(
        @{ Format = 'ImageFolder'; Path = 'folder' }
        @{ Format = 'Parquet'; Path = 'parquet' }
        @{ Format = 'WebDataset'; Path = 'tars' }
        @{ Format = 'Csv'; Path = 'list.csv' }
    ) {
        $written = $dataset | Export-ImageNetDataset -Format $Format -OutputPath "$TestDrive/$Path"
        $written.Format | Should -Be $Format
        $written.Path | Should -Be (Get-Item "$TestDrive/$Path").FullName
        $written.Count, $written.Train, $written.Validation | Should -Be $dataset.Count, $dataset.Train.Count, $dataset.Validation.Count
        $written.Bytes | Should -BeGreaterThan 100
        $written.Files | ForEach-Object { $_ | Should -Exist }
        $read = Import-ImageNetFolder "$TestDrive/$Path" -CachePath "$TestDrive/cache" -ImageSize 24 -WarningAction Ignore
        $read.Train.Count, $read.Validation.Count, $read.Test.Count | Should -Be $dataset.Train.Count, $dataset.Validation.Count, $dataset.Test.Count
        $read.Classes.Name | Should -Be $dataset.Classes.Name
    }

    It 'writes a list for a path that ends with .csv' {
        ($dataset.Train | Export-ImageNetDataset -OutputPath "$TestDrive/train.csv").Format | Should -Be Csv
        $rows = Import-Csv "$TestDrive/train.csv"
        $rows.Count | Should -Be $dataset.Train.Count
        $rows.split | Select-Object -Unique | Should -Be train
    }

    It 'writes some images with the splits of their dataset' {
        $some = @($dataset.Train.Samples | Select-Object -First 3) + @($dataset.Validation.Samples | Select-Object -First 2)
        $written = $some | Export-ImageNetDataset -Dataset $dataset -OutputPath "$TestDrive/some"
        $written.Train, $written.Validation | Should -Be 3, 2
        ($some | Export-ImageNetDataset -Split Test -OutputPath "$TestDrive/test").Test | Should -Be 5
    }

    It 'writes files with a path and a label, and the paths of a finding' {
        $rows = $dataset.Train.Samples | Select-Object -First 4 | Select-Object Path, @{ Name = 'Label'; Expression = { 'relabeled' } }
        $rows | Export-ImageNetDataset -OutputPath "$TestDrive/rows.csv" | ForEach-Object Classes | Should -Be 1
        (Import-Csv "$TestDrive/rows.csv").label | Select-Object -Unique | Should -Be relabeled
        $paths = $dataset.Train.Samples[0, 1].Path
        (Get-Item $paths) | Export-ImageNetDataset -Dataset $dataset -OutputPath "$TestDrive/files.csv" | ForEach-Object Count | Should -Be 2
        { [pscustomobject]@{ Path = $paths[0] } | Export-ImageNetDataset -OutputPath "$TestDrive/none.csv" -ErrorAction Stop } |
            Should -Throw -ErrorId 'LabelMissing,*'
        { 7 | Export-ImageNetDataset -OutputPath "$TestDrive/none.csv" -ErrorAction Stop } | Should -Throw -ErrorId 'NothingToExport,*'
    }

    It 'takes the path of a store' {
        (Export-ImageNetDataset $dataset.StorePath "$TestDrive/store.csv").Count | Should -Be $dataset.Count
    }

    It 'writes prepared images' {
        $dataset.Train | Export-ImageNetDataset -Prepared Png -OutputPath "$TestDrive/prepared" | ForEach-Object Count |
            Should -Be $dataset.Train.Count
        (Get-ChildItem "$TestDrive/prepared" -Recurse -Filter *.png).Count | Should -Be $dataset.Train.Count
    }

    It 'writes nothing with -WhatIf' {
        $dataset | Export-ImageNetDataset -OutputPath "$TestDrive/whatif" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'replaces an earlier export only, and not with -NoClobber' {
        $dataset | Export-ImageNetDataset -OutputPath "$TestDrive/again" | Out-Null
        ($dataset.Train | Export-ImageNetDataset -OutputPath "$TestDrive/again").Validation | Should -Be 0
        "$TestDrive/again/validation" | Should -Not -Exist
        { $dataset | Export-ImageNetDataset -OutputPath "$TestDrive/again" -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        New-Item -ItemType Directory "$TestDrive/mine" | Out-Null
        Set-Content "$TestDrive/mine/thesis.txt" 'mine'
        { $dataset | Export-ImageNetDataset -OutputPath "$TestDrive/mine" -Force } | Should -Throw -ErrorId 'OutputNotExport,*'
        "$TestDrive/mine/thesis.txt" | Should -Exist
    }

    It 'copies images out of a Parquet file compressed with <Codec>' -ForEach @(@{ Codec = 'snappy' }, @{ Codec = 'zstd-v2' }) {
        $golden = Join-Path $PSScriptRoot "../AlexNetPS.Tests/Datasets/Goldens/duckdb-$Codec.parquet"
        $animals = Import-ImageNetFolder $golden -CachePath "$TestDrive/cache" -ImageSize 8 -ValidationFraction 0
        $animals.Classes.Name | Should -Be zebra, ant
        $written = $animals | Export-ImageNetDataset -OutputPath "$TestDrive/$Codec"
        $hashes = Get-Content (Join-Path $PSScriptRoot ../AlexNetPS.Tests/Datasets/Goldens/images.sha256) | ForEach-Object { $_.Split(' ')[0] }
        (Get-ChildItem "$TestDrive/$Codec" -Recurse -Filter *.png | Get-FileHash).Hash | Sort-Object | Should -Be ($hashes.ToUpperInvariant() | Sort-Object)
        $written.Count | Should -Be 8
    }

    It 'says that there was nothing to write' {
        @() | Export-ImageNetDataset -OutputPath "$TestDrive/empty" -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*no image*'
        "$TestDrive/empty" | Should -Not -Exist
    }
}
