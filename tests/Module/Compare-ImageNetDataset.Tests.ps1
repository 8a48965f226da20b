BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
}

Describe 'Compare-ImageNetDataset' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $dataset = Import-TinyDataset $folder
    }

    It 'finds no difference of a folder and its store' {
        Compare-ImageNetDataset $dataset $folder | Should -BeNullOrEmpty
        Compare-ImageNetDataset $folder $dataset.StorePath | Should -BeNullOrEmpty
        Compare-ImageNetDataset $folder $folder -IncludeEqual | Should -HaveCount 60
        "$(Compare-ImageNetDataset $dataset $folder -Verbose 4>&1)" | Should -Match 'same images'
        $other = Import-TinyDataset $folder @{ Seed = 3; ValidationFraction = 0.3 }
        Compare-ImageNetDataset $other $folder | Should -BeNullOrEmpty
        (Compare-ImageNetDataset $dataset $other | Group-Object Change).Name | Should -Be 'MovedSplit'
    }

    It 'returns each change, with labels, splits, hashes and paths' {
        New-Image -Path "$folder/red/new.png" -Color red -Seed 900
        Remove-Item "$folder/red/red-1.png"
        New-Image -Path "$folder/red/red-2.png" -Color red -Seed 901
        Move-Item "$folder/red/red-3.png" "$folder/blue"
        Rename-Item "$folder/red/red-4.png" 'other.png'
        $all = Compare-ImageNetDataset -ReferenceDataset $dataset.StorePath -DifferenceDataset $folder
        $all = $all | Where-Object Change -NE MovedSplit
        $all.Change | Should -Be 'Added', 'Removed', 'Changed', 'Relabeled', 'Renamed'
        $all.RelativePath | Should -Be 'red/new.png', 'red/red-1.png', 'red/red-2.png', 'blue/red-3.png', 'red/other.png'
        $relabeled = $all | Where-Object Change -EQ Relabeled
        $relabeled.ReferenceLabel, $relabeled.DifferenceLabel | Should -Be 'red', 'blue'
        $relabeled.DifferenceSha256 | Should -Be (Get-FileHash "$folder/blue/red-3.png").Hash.ToLower()
        ($relabeled | Get-Item).Name | Should -Be 'red-3.png'
        "$($all[0].ReferenceLabel)$($all[0].ReferencePath)" | Should -BeNullOrEmpty
        ($all | ConvertTo-Csv | ConvertFrom-Csv)[3].Change | Should -Be 'Relabeled'
    }

    It 'shows groups with their counts' {
        foreach ($i in 1..3) { New-Image -Path "$folder/red/new-$i.png" -Color red -Seed (900 + $i) }
        Move-Item "$folder/red/red-3.png" "$folder/blue"
        $text = Compare-ImageNetDataset $dataset $folder | Where-Object Change -NE MovedSplit | Get-RenderedText
        $text | Should -Match 'Change: Added \(3\)'
        $text | Should -Match 'Change: Relabeled \(1\)'
        $text | Should -Match 'red -> blue'
    }

    It 'takes splits, lists and the pipeline' {
        Compare-ImageNetDataset $dataset.Train $dataset.Train | Should -BeNullOrEmpty
        $moved = Compare-ImageNetDataset $dataset.Train $dataset.Validation
        ($moved | Group-Object Change).Name | Should -Be 'Added', 'Removed'
        $dataset.StorePath | Compare-ImageNetDataset $dataset | Should -BeNullOrEmpty
        Get-ImageNetStore "$folder.cache" | Compare-ImageNetDataset $dataset | Should -BeNullOrEmpty
        $dataset.Train.Samples + $dataset.Validation.Samples | Select-Object Path, Label | Export-Csv "$folder.csv"
        (Compare-ImageNetDataset $dataset "$folder.csv").Change | Should -Not -Contain 'Removed'
    }

    It 'rejects what is no dataset' {
        { Compare-ImageNetDataset $dataset "$TestDrive/missing" } | Should -Throw -ErrorId 'PathNotFound,*'
        $empty = New-Item -ItemType Directory "$TestDrive/empty-$([guid]::NewGuid())"
        { Compare-ImageNetDataset $dataset $empty } | Should -Throw -ErrorId 'DatasetInvalid,*'
        Remove-Item "$($dataset.StorePath)/sha256.npy"
        { Compare-ImageNetDataset $dataset.StorePath $folder } | Should -Throw -ErrorId 'DatasetInvalid,*'
    }
}
