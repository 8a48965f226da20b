BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $recipe = Get-TinyRecipePath
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1 }
    $files = $dataset.Validation.Samples.Path
    function Get-Size([string] $Name) {
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/$Name.png")
        foreach ($at in 16, 20) { [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$bytes[$at..($at + 3)]) }
    }
}

Describe 'Export-ImageNetSample' {
    It 'writes a PNG, says nothing, and takes the dataset from the pipeline' {
        $dataset | Export-ImageNetSample -Recipe $recipe -Count 6 -Columns 3 -OutputPath "$TestDrive/grid.png" | Should -BeNullOrEmpty
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/grid.png")
        [Text.Encoding]::ASCII.GetString($bytes, 1, 3) | Should -Be 'PNG'

        # 24 pixels, six times as large, in three columns.
        [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$bytes[16..19]) | Should -Be (3 * (144 + 12) + 12)
    }

    It 'writes a JPEG of a split and hands the file on with -PassThru' {
        $file = $dataset.Validation | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/grid.jpg" -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        [IO.File]::ReadAllBytes($file.FullName)[0..1] | Should -Be 0xFF, 0xD8
    }

    It 'shows the same images for the same seed and epoch, and others for another' {
        foreach ($name in 'a', 'b') { Export-ImageNetSample $dataset $recipe "$TestDrive/$name.png" -Seed 3 -Epoch 2 -Count 9 }
        Export-ImageNetSample $dataset $recipe "$TestDrive/c.png" -Seed 4 -Epoch 2 -Count 9
        (Get-FileHash "$TestDrive/a.png").Hash | Should -Be (Get-FileHash "$TestDrive/b.png").Hash
        (Get-FileHash "$TestDrive/a.png").Hash | Should -Not -Be (Get-FileHash "$TestDrive/c.png").Hash
    }

    It 'shows below each image what a model takes it for, of the validation split unless told' {
        $dataset | Export-ImageNetSample -Model $run -Count 6 -Columns 3 -OutputPath "$TestDrive/predicted.png"
        $dataset | Export-ImageNetSample -Recipe $recipe -Split Validation -Count 6 -Columns 3 -OutputPath "$TestDrive/plain.png"
        # The images are larger, because bars need room.
        Get-Size predicted | Select-Object -First 1 | Should -Be (3 * (192 + 12) + 12)
        (Get-Size predicted)[1] - (Get-Size plain)[1] | Should -BeGreaterThan (2 * (192 - 144) + 2 * 19)
        Export-ImageNetSample $dataset.Validation -Model $run.Path -Count 6 -Columns 3 -OutputPath "$TestDrive/again.png"
        (Get-FileHash "$TestDrive/again.png").Hash | Should -Be (Get-FileHash "$TestDrive/predicted.png").Hash
        Export-ImageNetSample $dataset.Validation -Model $run -Count 6 -Columns 3 -ShowFileName:$false -Title '' -OutputPath "$TestDrive/short.png"
        (Get-Size short)[1] | Should -BeLessThan (Get-Size predicted)[1]
    }

    It 'writes nothing with -WhatIf' {
        $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/whatif.png" -WhatIf
        "$TestDrive/whatif.png" | Should -Not -Exist
    }

    It 'replaces a read-only file with -Force only' {
        Set-Content "$TestDrive/readonly.png" 'mine'
        Set-ItemProperty "$TestDrive/readonly.png" IsReadOnly $true
        { $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/readonly.png" } | Should -Throw -ErrorId 'FileReadOnly,*'
        $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/readonly.png" -Force
        (Get-Item "$TestDrive/readonly.png").Length | Should -BeGreaterThan 100
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown ending'; With = @{ OutputPath = 'grid.gif' }; Id = 'FormatUnknown'; Message = '*grid.gif*' }
        @{ What = 'an unknown class'; With = @{ Class = 'gren' }; Id = 'ArgumentInvalid'; Message = "*no class 'gren'*Did you mean 'green'*" }
        @{ What = 'an empty split'; With = @{ Split = 'Test' }; Id = 'ArgumentInvalid'; Message = '*no images*' }
        @{ What = 'an unknown recipe'; With = @{ Recipe = 'HalfWith' }; Id = 'RecipeInvalid'; Message = '*Did you mean*' }
        @{ What = 'a file to be left alone'; With = @{ OutputPath = 'Taken.png'; NoClobber = $true }; Id = 'FileExists'; Message = '*Taken.png*' }
    ) {
        Set-Content "$TestDrive/Taken.png" 'mine'
        $all = @{ Recipe = $recipe; OutputPath = 'fine.png' }
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        Push-Location $TestDrive
        try { $failure = { $dataset | Export-ImageNetSample @all } | Should -Throw -PassThru } finally { Pop-Location }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
    }
}

Describe 'Export-ImageNetSample of piped images' {
    It 'draws predictions, with bars' {
        $predictions = $files | Select-Object -First 4 | Get-AlexNetPrediction -Model $run -Top 3
        $predictions | Export-ImageNetSample -OutputPath "$TestDrive/top3.png" | Should -BeNullOrEmpty
        $predictions | Export-ImageNetSample -OutputPath "$TestDrive/plain.png" -ShowFileName:$false -Title '' -Columns 4
        (Get-Size plain)[0] | Should -Be (4 * (224 + 12) + 12)
        # A list is as if its items were piped.
        Export-ImageNetSample -InputObject $predictions -OutputPath "$TestDrive/list.png"
        (Get-FileHash "$TestDrive/list.png").Hash | Should -Be (Get-FileHash "$TestDrive/top3.png").Hash
        # So are results of jobs and rows of CSV files, with the predicted class only.
        $predictions | Export-Csv "$TestDrive/rows.csv"
        $file = Import-Csv "$TestDrive/rows.csv" | Export-ImageNetSample -OutputPath "$TestDrive/rows.png" -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        # Another order is another sheet.
        $predictions[3..0] | Export-ImageNetSample -OutputPath "$TestDrive/turned.png"
        (Get-FileHash "$TestDrive/turned.png").Hash | Should -Not -Be (Get-FileHash "$TestDrive/top3.png").Hash
    }

    It 'draws a row for each query, and a sheet for each output path' {
        $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/train.npy"
        $neighbors = $files | Select-Object -First 2 | Find-SimilarImage -Reference "$TestDrive/train.npy" -Model $run -Top 3
        $neighbors | Export-ImageNetSample -OutputPath "$TestDrive/neighbors.png"
        (Get-Size neighbors)[0] | Should -Be (4 * (224 + 12) + 12 + 14)
        $images = $files | Select-Object -First 3 | Get-Item
        $images | Export-ImageNetSample -OutputPath { "$TestDrive/own-$($_.BaseName).png" }
        Get-ChildItem "$TestDrive/own-*.png" | Should -HaveCount @($images.BaseName | Sort-Object -Unique).Count
        { $neighbors[0], $images[0] | Export-ImageNetSample -OutputPath "$TestDrive/mixed.png" } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        "$TestDrive/mixed.png" | Should -Not -Exist
    }

    It 'draws label errors and other objects with the path of an image, in their order' {
        $errors = $files | Select-Object -First 3 | ForEach-Object {
            [pscustomobject]@{ Path = $_; GivenLabel = 'red'; SuggestedLabel = 'green'; SuggestedProbability = 0.9; SourcePath = "$TestDrive/photos" }
        }
        $errors | Export-ImageNetSample -OutputPath "$TestDrive/errors.png" -Title 'Label errors'
        (Get-Size errors)[0] | Should -Be (3 * (224 + 12) + 12)
        $dataset.Train.Samples | Select-Object -First 2 | Export-ImageNetSample -OutputPath "$TestDrive/samples.png"
        $files | Select-Object -First 2 | Export-ImageNetSample -OutputPath "$TestDrive/paths.png"
        $files | Get-AlexNetPrediction -Model $run | Select-ImageNetSample -Count 2 | Export-ImageNetSample -OutputPath "$TestDrive/selected.png"
        Get-ChildItem "$TestDrive/samples.png", "$TestDrive/paths.png", "$TestDrive/selected.png" | Should -HaveCount 3
    }

    It 'reports an image that is gone, and draws the others and those of -Dataset' {
        $gone = "$TestDrive/gone.jpg"
        $files[0], $gone | Export-ImageNetSample -OutputPath "$TestDrive/rest.png" -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
        $failures[0].Exception.Message | Should -BeLike "*gone.jpg*"
        "$TestDrive/rest.png" | Should -Exist
        Copy-Item "$TestDrive/photos" "$TestDrive/copied" -Recurse
        $copied = Import-ImageNetFolder "$TestDrive/copied" -ImageSize 32 -CachePath "$TestDrive/copied-cache" -WarningAction Ignore
        $path = $copied.Train.Samples[0].Path
        Remove-Item $path
        $path | Export-ImageNetSample -OutputPath "$TestDrive/stored.png" -Dataset $copied
        "$TestDrive/stored.png" | Should -Exist
        { $path | Export-ImageNetSample -OutputPath "$TestDrive/none.png" -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        "$TestDrive/none.png" | Should -Not -Exist
    }

    It 'rejects more images than a sheet shows' {
        { @($files[0]) * 1001 | Export-ImageNetSample -OutputPath "$TestDrive/many.png" } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        "$TestDrive/many.png" | Should -Not -Exist
    }
}
