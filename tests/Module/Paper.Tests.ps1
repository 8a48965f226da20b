# The scripts of the paper's claims, on drawn images in place of CIFAR-10 and for one epoch: that they run, not what they find.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    foreach ($part in 'train', 'test') { $null = New-ImageFolder -Path "$TestDrive/cifar/$part" -Count ($part -eq 'train' ? 12 : 3) }
    # In one process of its own, because they import the module of the clone.
    $json = Invoke-PowerShell -Command {
        param($scripts, $folder)
        $PSStyle.OutputRendering = 'PlainText'
        # The prepared images go to the test's folder.
        $env:XDG_DATA_HOME = $folder
        $all = @{ Path = "$folder/cifar"; OutputPath = "$folder/out"; Quick = $true; Epochs = 1; PerClass = 12 }
        $text = @{}
        foreach ($name in 'Compare-Pooling', 'Compare-Dropout', 'Compare-Augmentation', 'Compare-Normalization') {
            $text[$name] = & "$scripts/$name.ps1" @all -Seed 1 3> $null | Out-String -Width 100
        }

        $text['Compare-Activation'] = & "$scripts/Compare-Activation.ps1" @all -Seed 1, 2 -LearningRate 0.001, 0.002 -TrainingError 99 3> $null | Out-String -Width 100
        $text['never'] = & "$scripts/Compare-Activation.ps1" @all -LearningRate 0.001 -TrainingError 0.1 3> $null | Out-String -Width 100
        $text['Invoke-Published'] = & "$scripts/Invoke-Published.ps1" @all -Recipe Cifar80sec, CifarLocal11 3> $null | Out-String -Width 100
        foreach ($time in 'first', 'second') {
            $text[$time] = & "$scripts/Compare-Crops.ps1" @all -Seed 1, 2 3> $null | Out-String -Width 100
            $text["$time runs"] = @(Get-ChildItem "$folder/out" -Recurse -Filter run.json | Get-Content -Raw) -join "`n"
        }

        $text | ConvertTo-Json
    } -args ([IO.Path]::GetFullPath("$PSScriptRoot/../../examples/Paper")), "$TestDrive"
    $text = $json | ConvertFrom-Json -AsHashtable
}

Describe 'examples/Paper' -Skip:(-not (Test-Path "$PSScriptRoot/../../out/AlexNetPS")) {
    It '<Name> trains, compares and draws' -ForEach @(
        @{ Name = 'Compare-Pooling'; Rows = 'Cifar80sec +1 ', 'Cifar80sec, 2 x 2 pools +1 '; Figure = 'pooling' }
        @{ Name = 'Compare-Dropout'; Rows = 'FigureOne +1 ', 'FigureOne with dropout +1 '; Figure = 'dropout' }
        @{ Name = 'Compare-Augmentation'; Rows = 'CifarLocal11 +1 ', 'CifarLocal11, center crop +1 '; Figure = 'augmentation' }
        @{ Name = 'Compare-Normalization'; Rows = 'CifarLocal11 +1 ', 'CifarLocal13 +1 ', 'of 6 images only CifarLocal11'; Figure = 'normalization' }
    ) {
        foreach ($row in $Rows) { $text.$Name | Should -Match $row }
        $text.$Name | Should -Match 'minus .*points\r?\n  One seed: too few to tell it from chance'
        "$TestDrive/out/$Figure.svg" | Should -Exist
        "$TestDrive/out/$Figure.png" | Should -Exist
    }

    It 'Compare-Activation compares the best rates' {
        $text.'Compare-Activation' | Should -Match 'ReLU +0\.001 +1 '
        $text.'Compare-Activation' | Should -Match '99 %: ReLU at rate 0\.\d+ .* times sooner than tanh at rate 0\.\d+'
        $text.'Compare-Activation' | Should -Match 'Epochs, ReLU minus tanh: .*\r?\n  95 % interval .*paired by 2 seeds'
        "$TestDrive/out/activation.svg" | Should -Exist
        $text.never | Should -Match 'Not both reached 0\.1 % in 1 epochs'
    }

    It 'Compare-Crops takes the runs that are there, and pairs seeds' {
        $text.first | Should -Match 'ten: five, flips +2 '
        $text.first | Should -Match '95 % interval .*paired by 2 seeds: '
        $text.second | Should -Be $text.first
        $text.'second runs' | Should -Be $text.'first runs'
    }

    It 'Invoke-Published lists the networks with their published errors' {
        $text.'Invoke-Published' | Should -Match 'Cifar80sec +1 +1 Center +26 % '
        $text.'Invoke-Published' | Should -Match 'CifarLocal11 +1 +1 Ten +11 % '
    }
}
