BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = New-ImageFolder -Path "$TestDrive/photos" -Count 15
    # The file names keep the right class.
    $flipped = @{ 'blue-1.png' = 'red'; 'blue-2.png' = 'green'; 'green-3.png' = 'red'; 'red-4.png' = 'blue' }
    foreach ($file in $flipped.Keys) { Move-Item "$TestDrive/photos/$(($file -split '-')[0])/$file" "$TestDrive/photos/$($flipped[$file])" }
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $runs = New-ImageNetFold $dataset -Count 3 -Seed 2 | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 4 -RunPath "$TestDrive/runs" -WarningAction Ignore
    $errors = $runs | Find-ImageNetLabelError -OutOfFold -Verbose 4>&1
    $verbose, $errors = $errors.Where({ $_ -is [System.Management.Automation.VerboseRecord] }, 'Split')
}

Describe 'Find-ImageNetLabelError' {
    It 'finds the flipped labels, and what they should be' {
        $errors.FileName | Sort-Object | Should -Be ($flipped.Keys | Sort-Object)
        foreach ($one in $errors) {
            $one.GivenLabel | Should -Be $flipped[$one.FileName]
            $one.SuggestedLabel | Should -Be ($one.FileName -split '-')[0]
            $one.SuggestedProbability | Should -BeGreaterThan $one.GivenProbability
            $one.Path | Should -Exist
        }

        "$verbose" | Should -Match "4 of 45 labels are probably wrong"
    }

    It 'ranks by margin, or by the probability of the given class' {
        $errors.Score | Should -Be ($errors.Score | Sort-Object -Descending)
        $other = $runs | Find-ImageNetLabelError -OutOfFold -By SelfConfidence
        $other.Path | Sort-Object | Should -Be ($errors.Path | Sort-Object)
        foreach ($one in $other) { [Math]::Abs(1 - $one.GivenProbability - $one.Score) | Should -BeLessThan 1e-6 }
    }

    It 'has the names of a prediction too, for sheets and lists of corrections' {
        $errors[0].Label | Should -Be $errors[0].SuggestedLabel
        $errors[0].ActualLabel | Should -Be $errors[0].GivenLabel
        $errors | Select-Object Path, Label | Export-Csv "$TestDrive/corrections.csv"
        $corrected = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -CachePath "$TestDrive/corrected" -CorrectionPath "$TestDrive/corrections.csv"
        ($corrected.Classes | ForEach-Object { $_.Train + $_.Validation }) | Should -Be 15, 15, 15
    }

    It 'shows both labels in a table' {
        $errors | Get-RenderedText | Should -Match 'File +Given +p\(given\) +Suggested +p\(suggested\) +Score'
    }

    It 'searches images that a model has not seen, with the dataset <_>' -ForEach 'as a parameter', 'from the pipeline' {
        $clean = Invoke-TinyTraining (Import-TinyDataset "$TestDrive/clean") "$TestDrive/whole $_"
        $found = @(switch ($_) {
            'from the pipeline' { $dataset.Train | Find-ImageNetLabelError $clean -WarningVariable warned }
            default { $clean | Find-ImageNetLabelError $dataset -Split Train -WarningVariable warned }
        })
        $warned | Should -BeNullOrEmpty
        $found.Path | Sort-Object | Should -Be ($dataset.Train.Samples.Path | Where-Object { $flipped[(Split-Path $_ -Leaf)] } | Sort-Object)
    }

    It 'warns if the run was trained on the images' {
        $null = Find-ImageNetLabelError $runs[0] $dataset -Split Train -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeLike "*was trained on * of the $($dataset.Train.Count) images*-OutOfFold*"
    }

    It 'rejects <What>' -ForEach @(
        @{ What = 'a model that is no run'; Command = { Find-ImageNetLabelError $runs[0].Model -OutOfFold }; Id = 'RunNotFound,*' }
        @{ What = 'two runs of a fold'; Command = { $runs[0], $runs[0] | Find-ImageNetLabelError -OutOfFold }; Id = 'TrainingRefused,*' }
    ) { $Command | Should -Throw -ErrorId $Id }
}

Describe 'Probable label errors' {
    It 'pipe into quarantine and come back' {
        $moved = $errors | Repair-ImageNetDataset -Quarantine "$TestDrive/aside"
        $moved.Kind | Should -Be 'Quarantined'
        $moved.What | Should -BeLike '4 chosen images were moved*'
        $moved.Files | Should -HaveCount 4
        $errors.Path | Should -Not -Exist
        $log = Get-ChildItem "$TestDrive/aside/*.jsonl"
        ($log | Get-Content | ConvertFrom-Json).reason | Should -Contain 'Labeled red, probably blue'
        Repair-ImageNetDataset "$TestDrive/photos" -Restore $log | Should -HaveCount 4
        $errors.Path | Should -Exist
    }

    It 'as rows of a CSV file, and predictions, need the dataset' {
        $errors | Select-Object -First 1 Path, GivenLabel | Export-Csv "$TestDrive/row.csv"
        $wrong = @($runs | Get-AlexNetPrediction -OutOfFold | Where-Object { -not $_.IsCorrect })
        $wrong.Count | Should -BeGreaterThan 3
        foreach ($images in $wrong, @(Import-Csv "$TestDrive/row.csv")) {
            $moved = $images | Repair-ImageNetDataset $dataset -Quarantine "$TestDrive/other"
            $moved.Files | Should -HaveCount $images.Count
            $null = Get-ChildItem "$TestDrive/other/*.jsonl" | ForEach-Object { Repair-ImageNetDataset $dataset -Restore $_; Remove-Item $_ }
        }

        $wrong | Repair-ImageNetDataset -Quarantine "$TestDrive/other" -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'DatasetRequired,*'
        $wrong.Path | Should -Exist
    }

    It 'move nothing with -WhatIf, nor what is elsewhere' {
        $errors | Repair-ImageNetDataset -Quarantine "$TestDrive/none" -WhatIf | Should -BeNullOrEmpty
        New-Image "$TestDrive/apart.png"
        [pscustomobject]@{ Path = "$TestDrive/apart.png" } | Repair-ImageNetDataset $dataset -Quarantine "$TestDrive/none" -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageNotMovable,*'
        "$TestDrive/none" | Should -Not -Exist
        $errors.Path | Should -Exist
    }
}
