BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder -Path "$TestDrive/photos"
    $common = @{ ImageSize = 32; CachePath = "$TestDrive/cache" }
}

Describe 'Import-ImageNetFolder' {
    Context 'a folder of class folders' {
        BeforeAll { $dataset = Import-ImageNetFolder "$TestDrive/photos" @common -Seed 1 }

        It 'returns one dataset' {
            $dataset | Should -HaveCount 1
            $dataset | Should -BeOfType AlexNetPS.Datasets.ImageNetDataset
        }

        It 'has the classes in ordinal order' { $dataset.Classes.Name | Should -Be 'blue', 'green', 'red' }

        It 'holds out about a tenth, and something of each class' {
            $dataset.Train.Count + $dataset.Validation.Count | Should -Be 60
            $dataset.Test.Count | Should -Be 0
            $dataset.Validation.Count | Should -BeLessThan 20
            foreach ($class in $dataset.Classes) { $class.Validation | Should -BeGreaterThan 0 }
        }

        It 'holds out the same photos for the same seed' {
            $again = Import-ImageNetFolder "$TestDrive/photos" @common -Seed 1
            $again.Validation.Samples.Path | Should -Be $dataset.Validation.Samples.Path
        }

        It 'leaves every photo where it was when others are added' {
            $null = New-ImageFolder -Path "$TestDrive/growing"
            $before = Import-ImageNetFolder "$TestDrive/growing" @common -ValidationFraction 0.3
            $null = New-ImageFolder -Path "$TestDrive/growing" -Count 30
            $after = Import-ImageNetFolder "$TestDrive/growing" @common -ValidationFraction 0.3
            $after.Count | Should -Be 90
            $before.Validation.Samples.Path | Should -BeIn $after.Validation.Samples.Path
            $before.Train.Samples.Path | Should -BeIn $after.Train.Samples.Path
        }

        It 'knows the statistics of the training photos' { $dataset.Statistics.Mean | Should -HaveCount 3 }
    }

    It 'holds out what it is told' {
        $dataset = Import-ImageNetFolder "$TestDrive/photos" @common -ValidationFraction 0.25 -TestFraction 0.2
        $dataset.Count | Should -Be 60
        $dataset.Validation.Count, $dataset.Test.Count | Should -BeGreaterThan 5
        $dataset.Train.Count | Should -BeGreaterThan ($dataset.Validation.Count + $dataset.Test.Count - 10)
    }

    It 'takes a part of the folder, into a store of its own' {
        $whole = Import-ImageNetFolder "$TestDrive/photos" @common
        $part = Import-ImageNetFolder "$TestDrive/photos" @common -MaxPerClass 5 -Include '*-1*', '*-2*' -Exclude '*-1.png'
        $part.Count | Should -Be 15
        $part.StorePath | Should -Not -Be $whole.StorePath
        $part.Train.Samples.Path + $part.Validation.Samples.Path | Should -Match '-(1\d|2|20)\.png$'
        $few = Import-ImageNetFolder "$TestDrive/photos" @common -First 4 -IndexOnly
        $few.Count | Should -Be 4
        $few.Classes.Train | Should -Not -Contain 0
        (Import-ImageNetFolder "$TestDrive/photos" @common).Count | Should -Be $whole.Count
        { Import-ImageNetFolder "$TestDrive/photos" @common -Include '*.gif' -ErrorAction Stop } | Should -Throw -ErrorId 'DatasetInvalid,*'
        { Import-ImageNetFolder "$TestDrive/photos" @common -Include '[a' -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentInvalid,*'
    }

    It 'writes no store with -IndexOnly' {
        $dataset = Import-ImageNetFolder "$TestDrive/photos" -IndexOnly
        $dataset.StorePath | Should -BeNullOrEmpty
        $dataset.Count | Should -Be 60
    }

    Context 'paths' {
        It 'takes folders from Get-Item' { (Get-Item "$TestDrive/photos" | Import-ImageNetFolder @common).Count | Should -Be 60 }

        It 'takes strings from the pipeline' { ("$TestDrive/photos" | Import-ImageNetFolder @common).Count | Should -Be 60 }

        It 'expands wildcards' { (Import-ImageNetFolder "$TestDrive/pho*" @common).Name | Should -Be 'photos' }

        It 'starts from the location of the shell' {
            Push-Location $TestDrive
            try { (Import-ImageNetFolder ./photos -ImageSize 32 -CachePath ./relative-cache).StorePath | Should -BeLike "$TestDrive*relative-cache*" }
            finally { Pop-Location }
        }

        It 'goes through a PSDrive' {
            $null = New-PSDrive -Name images -PSProvider FileSystem -Root $TestDrive
            (Import-ImageNetFolder images:/photos @common).Count | Should -Be 60
        }

        It 'takes brackets literally in -LiteralPath' {
            $null = New-ImageFolder -Path "$TestDrive/photos [2]" -Count 4
            (Import-ImageNetFolder -LiteralPath "$TestDrive/photos [2]" @common).Count | Should -Be 12
            (Get-Item -LiteralPath "$TestDrive/photos [2]" | Import-ImageNetFolder @common).Count | Should -Be 12
        }

        It 'refuses another provider by name' {
            Import-ImageNetFolder Env:/PATH -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'ProviderNotSupported,*'
            $failure[0].Exception.Message | Should -BeLike '*Environment provider*'
        }
    }

    Context 'bad calls' {
        BeforeAll {
            $null = [IO.Directory]::CreateDirectory("$TestDrive/nothing")
            $null = New-ImageFolder -Path "$TestDrive/single" -Class red -Count 4
            $null = New-ImageFolder -Path "$TestDrive/parted/train" -Class blue, red -Count 4
            $null = New-ImageFolder -Path "$TestDrive/parted/val" -Class blue, red, yellow -Count 2
        }

        It 'gives one clear error for <What>' -ForEach @(
            @{ What = 'a missing folder'; Path = 'missing'; Id = 'PathNotFound'; Message = "*missing*" }
            @{ What = 'a pattern that matches nothing'; Path = 'miss*'; Id = 'PathNotFound'; Message = "*miss**" }
            @{ What = 'an empty folder'; Path = 'nothing'; Id = 'DatasetInvalid'; Message = '*nothing*' }
            @{ What = 'one class only'; Path = 'single'; Id = 'DatasetInvalid'; Message = '*class*' }
            @{ What = 'a validation class that was not trained on'; Path = 'parted'; Id = 'DatasetInvalid'; Message = '*yellow*' }
        ) {
            $result = Import-ImageNetFolder "$TestDrive/$Path" @common -ErrorAction SilentlyContinue -ErrorVariable failure
            $result | Should -BeNullOrEmpty
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failure[0].Exception.Message | Should -BeLike $Message
        }

        It 'goes on with the next folder' {
            Import-ImageNetFolder "$TestDrive/missing", "$TestDrive/photos" @common -ErrorAction SilentlyContinue | Should -HaveCount 1
        }

        It 'refuses a fraction of <_>' -ForEach -0.1, 1, 1.5 {
            { Import-ImageNetFolder "$TestDrive/photos" -ValidationFraction $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        }

        It 'refuses fractions that leave nothing to train on' {
            Import-ImageNetFolder "$TestDrive/photos" @common -ValidationFraction 0.6 -TestFraction 0.6 -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'ArgumentInvalid,*'
        }
    }

    Context 'photos that cannot be used' {
        BeforeAll {
            $null = New-ImageFolder -Path "$TestDrive/salted" -Count 6
            Set-Content -LiteralPath "$TestDrive/salted/red/broken.jpg" -Value 'no image'
            [IO.File]::WriteAllBytes("$TestDrive/salted/red/empty.png", @())
            $null = [IO.Directory]::CreateDirectory("$TestDrive/salted/white")
            $dataset = Import-ImageNetFolder "$TestDrive/salted" @common -WarningAction SilentlyContinue -WarningVariable warnings
        }

        It 'lists them with the reason' {
            $dataset.Skipped | Should -HaveCount 2
            $dataset.Skipped.Path | Should -Contain (Join-Path $TestDrive salted red broken.jpg)
            $dataset.Skipped.Reason | Should -Not -BeNullOrEmpty
        }

        It 'warns once of the files, and of the class without photos' {
            @($warnings -match '\b2\b') | Should -HaveCount 1
            @($warnings -match 'white') | Should -HaveCount 1
        }
    }

    Context 'other layouts' {
        BeforeAll {
            $null = New-ImageFolder -Path "$TestDrive/listed" -Class blue, red -Count 6
            $rows = Get-ChildItem "$TestDrive/listed" -File -Recurse | ForEach-Object {
                [pscustomobject]@{ photo = [IO.Path]::GetRelativePath("$TestDrive/listed", $_); color = $_.Directory.Name; use = if ($_.BaseName -like '*-1') { 'val' } else { 'train' } }
            }
            $rows | Export-Csv "$TestDrive/listed/photos.csv"
            $rows[0].photo = 'missing.png'
            $rows | Export-Csv "$TestDrive/listed/photos.tsv" -Delimiter "`t"
            $null = New-ImageFolder -Path "$TestDrive/synsets/train" -Class blue, red -Count 3
            Rename-Item "$TestDrive/synsets/train/blue" n00000001
            Rename-Item "$TestDrive/synsets/train/red" n00000002
            $null = [IO.Directory]::CreateDirectory("$TestDrive/synsets/val")
            Copy-Item "$TestDrive/synsets/train/n00000002/red-1.png" "$TestDrive/synsets/val/ILSVRC2012_val_00000001.png"
            Set-Content "$TestDrive/synsets/LOC_val_solution.csv" 'ImageId,PredictionString', 'ILSVRC2012_val_00000001,n00000002 1 2 3 4'
            Set-Content "$TestDrive/names.txt" 'n00000001 blue sky, azure', 'n00000002 red wine'
        }

        It 'reads a list with the columns that are named' {
            $dataset = Import-ImageNetFolder "$TestDrive/listed/photos.csv" @common -PathColumn photo -LabelColumn color -SplitColumn use
            $dataset.Train.Count, $dataset.Validation.Count | Should -Be 10, 2
            $dataset.Layout | Should -Be 'list photos.csv'
        }

        It 'skips a missing file of a list with its line' {
            $dataset = Import-ImageNetFolder "$TestDrive/listed/photos.tsv" @common -PathColumn photo -LabelColumn color -WarningAction SilentlyContinue
            $dataset.Skipped | Should -HaveCount 1
            $dataset.Skipped[0].Reason | Should -BeLike '*line 2*'
        }

        It 'names the columns that there are' {
            Import-ImageNetFolder "$TestDrive/listed/photos.csv" @common -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*photo, color, use*PathColumn*'
        }

        It 'labels a flat validation folder, and shows readable names' {
            $dataset = Import-ImageNetFolder "$TestDrive/synsets" @common -ClassNamePath "$TestDrive/names.txt"
            $dataset.Validation.Samples.Label | Should -Be 'n00000002'
            $dataset.Classes.Description | Should -Be 'blue sky', 'red wine'
            $dataset.Classes | Get-RenderedText | Should -Match 'n00000001 blue sky +3 +0 +0'
            $dataset | Format-List | Get-RenderedText | Should -Match 'n00000001 blue sky, n00000002 red wine'
        }

        It 'reads readable names from <_>' -ForEach '{"n00000001": "sky", "n00000002": "wine"}', "{0: ('n00000001', 'sky'), 1: ('n00000002', 'wine')}" {
            $_ | Set-Content "$TestDrive/names.json"
            (Import-ImageNetFolder "$TestDrive/synsets" @common -ClassNamePath "$TestDrive/names.json").Classes.Description | Should -Be 'sky', 'wine'
        }

        It 'takes a layout by name, which Tab completes' {
            (Import-ImageNetFolder "$TestDrive/photos" @common -Layout ClassFolders).Count | Should -Be 60
            Import-ImageNetFolder "$TestDrive/photos" @common -Layout Cifar -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*Cifar*data_batch_1.bin*'
            (TabExpansion2 'Import-ImageNetFolder photos -Layout Ti').CompletionMatches.CompletionText | Should -Be 'TinyImageNet'
        }
    }

    Context 'parts, labels and classes that have to be named' {
        BeforeAll {
            foreach ($fold in 'fold1', 'fold2', 'fold3') { $null = New-ImageFolder -Path "$TestDrive/folds/$fold" -Class blue, red -Count 3 }
            $null = New-ImageFolder -Path "$TestDrive/else/where" -Class red -Count 2
            [IO.File]::WriteAllText("$TestDrive/map.json", '{"blue": "cold", "red": "warm"}')
            $list = "$TestDrive/folds/fold1/list.csv"
            [IO.File]::WriteAllBytes($list, [Text.CodePagesEncodingProvider]::Instance.GetEncoding(1252).GetBytes("path,label`nblue/blue-1.png,Kröte`nred/red-1.png,Kräte`n"))
        }

        It 'asks for the parts by parameters, which may be paths from anywhere' {
            Import-ImageNetFolder "$TestDrive/folds" @common -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'DatasetInvalid,*'
            $failure[0].Exception.Message | Should -BeLike '*-TrainPath fold1, fold2 -ValidationPath fold3*-TestPath*'
            Push-Location "$TestDrive/folds"
            try { $dataset = Import-ImageNetFolder -TrainPath ./fold1, ./fold2 -ValidationPath (Get-Item fold3) -TestPath "$TestDrive/else/where" @common }
            finally { Pop-Location }
            $dataset.Train.Count, $dataset.Validation.Count, $dataset.Test.Count | Should -Be 12, 6, 2
            $dataset.Test.Samples[0].Path | Should -Be (Join-Path $TestDrive else where red red-1.png)
        }

        It 'ends if a part does not exist' {
            { Import-ImageNetFolder -TrainPath "$TestDrive/folds/fold1" -ValidationPath "$TestDrive/folds/fold9" @common } | Should -Throw -ErrorId 'PathNotFound,*'
        }

        It 'merges, renames and drops classes by a table or a file' {
            $dataset = Import-ImageNetFolder "$TestDrive/photos" @common -ClassMap @{ blue = 'cold'; green = $null }
            $dataset.Classes.Name | Should -Be 'cold', 'red'
            $dataset.ClassMap['blue'] | Should -Be 'cold'
            "$($dataset.ClassMap)" | Should -Be 'blue = cold, green dropped'
            (Get-Content -Raw "$($dataset.StorePath)/dataset.json" | ConvertFrom-Json -AsHashtable).classMap.blue | Should -Be 'cold'
            (Import-ImageNetFolder "$TestDrive/photos" @common -ClassMap "$TestDrive/map.json").Classes.Name | Should -Be 'cold', 'green', 'warm'
        }

        It 'refuses a class map of <What>' -ForEach @(
            @{ What = 'numbers'; Map = 5; Id = 'ParameterArgumentTransformationError,*' }
            @{ What = 'no file'; Map = 'missing.json'; Id = 'PathNotFound,*' }
        ) { { Import-ImageNetFolder "$TestDrive/photos" @common -ClassMap $Map } | Should -Throw -ErrorId $Id }

        It 'reads a list in the code page <_>' -ForEach 1252, 'windows-1252', ([Text.CodePagesEncodingProvider]::Instance.GetEncoding(1252)) {
            Import-ImageNetFolder $list @common -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*line 2*-Encoding*'
            (Import-ImageNetFolder $list @common -Encoding $_).Classes.Name | Should -Be 'Kräte', 'Kröte'
        }

        It 'refuses an encoding that does not exist' { { Import-ImageNetFolder $list -Encoding klingon } | Should -Throw '*klingon*1252*' }

        It 'completes encodings' { (TabExpansion2 'Import-ImageNetFolder x -Encoding 125').CompletionMatches.CompletionText | Should -Contain '1252' }

        It 'takes labels from file names' {
            $dataset = Import-ImageNetFolder "$TestDrive/photos" @common -LabelPattern '^(?<label>[a-z]+)-\d'
            $dataset.Classes.Name | Should -Be 'blue', 'green', 'red'
            Import-ImageNetFolder "$TestDrive/photos" @common -LabelPattern '^([a-z]+)' -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*(?<label>*'
        }

        It 'keeps groups in one split, with the columns of the list as properties' {
            $rows = 0..59 | ForEach-Object {
                $color = 'blue', 'green', 'red' | Select-Object -Index ($_ % 3)
                [pscustomobject]@{ path = "photos/$color/$color-$([Math]::Floor($_ / 3) + 1).png"; label = $color; patient = "p$([Math]::Floor($_ / 5))" }
            }
            $rows | Export-Csv "$TestDrive/patients.csv"
            $dataset = Import-ImageNetFolder "$TestDrive/patients.csv" @common -GroupColumn patient -ValidationFraction 0.25 -Verbose 4>&1 -Outvariable out | Where-Object { $_ -is [AlexNetPS.Datasets.ImageNetDataset] }
            $dataset.Count | Should -Be 60
            $dataset.Train.Samples[0].Properties.patient | Should -Be $dataset.Train.Samples[0].Group
            ($dataset.Train.Samples[0].Properties | ConvertTo-Json -Compress) | Should -Match '^{"patient":"p\d+"}$'
            $dataset.Validation.Samples.Group | Should -Not -BeIn $dataset.Train.Samples.Group
            ($dataset.SplitShares | Where-Object Split -EQ Validation).Wanted | Should -Be 0.25, 0.25, 0.25
            "$out" | Should -Match 'Groups: column patient\. Largest deviation: [\d.]+ % of \w+ in \w+, wanted \d+ %\.'
            $dataset.Grouping.Column | Should -Be 'patient'
        }

        It 'refuses groups that it cannot make' {
            Import-ImageNetFolder "$TestDrive/photos" @common -GroupColumn patient -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*-GroupPattern*'
            Import-ImageNetFolder "$TestDrive/photos" -IndexOnly -GroupNearDuplicate -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'ArgumentInvalid,*'
            $failure[0].Exception.Message | Should -BeLike '*-GroupNearDuplicate*'
        }
    }

    Context 'what is shown' {
        BeforeAll { $dataset = Import-ImageNetFolder "$TestDrive/photos" @common }

        It 'shows a dataset as a table' {
            $dataset | Get-RenderedText | Should -Match '(?m)^Name +Images +Classes +Train +Validation +Test +Skipped +Source'
        }

        It 'shows names of classes in a list' {
            $dataset | Format-List | Get-RenderedText | Should -Match 'Classes +: 3: blue, green, red'
        }

        It 'shows a split with its dataset' { $dataset.Validation | Get-RenderedText | Should -Match "photos +Validation +$($dataset.Validation.Count) +3" }

        It 'shows classes with counts' { $dataset.Classes | Get-RenderedText | Should -Match "(?m)^ +0 blue +$($dataset.Classes[0].Train) +$($dataset.Classes[0].Validation) +0" }
    }

    It 'says in the verbose stream where the store is, and the layout' {
        $text = Import-ImageNetFolder "$TestDrive/photos" @common -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String -Width 1000
        $text | Should -Match 'JPEG (libjpeg-turbo|SkiaSharp), PNG (libpng|ImageSharp), WebP ImageSharp'
        $text | Should -Match ([regex]::Escape("$TestDrive"))
        $text | Should -Match 'Layout: class folders'
    }

    Context 'the store' {
        It 'writes shards when asked, and says so' {
            $text = Import-ImageNetFolder "$TestDrive/photos" @common -StoreFormat Shards -ShardImages 20 -Quality 95 -Verbose 4>&1
            $shards = $text | Where-Object { $_ -is [AlexNetPS.Datasets.ImageNetDataset] }
            $shards.StoreFormat | Should -Be 'Shards'
            Get-ChildItem $shards.StorePath -Filter *.tar | Should -HaveCount 4
            ($text | Out-String) | Should -Match 'format Shards: as requested'
        }

        It 'chooses by the free disk otherwise, and says why' {
            # In a cache of its own: on Windows a store that a dataset maps cannot be removed whole after another test.
            $dataset = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -CachePath "$TestDrive/free"
            $dataset.StoreFormat | Should -Be 'Npy'
            $dataset.StoreFormatReason | Should -Match 'free'
        }

        It 'keeps squares with -Crop <_>' -ForEach 'Center', 'CenterUnscaled' {
            (Import-ImageNetFolder "$TestDrive/photos" @common -Crop $_).Crop | Should -Be $_
        }

        It 'leaves out what is over -MaxPixels or -MaxBytes, with the reason' {
            Import-ImageNetFolder "$TestDrive/photos" @common -MaxPixels 100 -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*40x40 pixels are over the limit*'
            Import-ImageNetFolder "$TestDrive/photos" @common -MaxBytes 100 -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].Exception.Message | Should -BeLike '*over the limit of 100*'
        }

        It 'refuses a longest side below the short one' {
            Import-ImageNetFolder "$TestDrive/photos" @common -MaxSide 16 -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'ArgumentInvalid,*'
        }
    }

    It 'ends when it is stopped, without an error' {
        $null = New-ImageFolder -Path "$TestDrive/many" -Count 60
        $stopped = Stop-ScriptWhen -Script 'while ($true) { $started = $true; $null = Import-ImageNetFolder $folder -ImageSize 32 -CachePath $cache -Force }' -Variable @{
            folder = "$TestDrive/many"; cache = "$TestDrive/stopped-cache"
        } -When { Test-Path "$TestDrive/stopped-cache" }
        $stopped.WasRunning | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
    }
}
