# Values that no parameter expects, in every parameter that takes no number: used, or rejected in our words. Parameters.Tests.ps1 does the
# same for numbers. What PowerShell itself rejects while binding is in its own words.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    # Their numbers are tried elsewhere, and PowerShell converts switches and enumerations.
    $others = [switch], [bool], [int], [long], [double], [float], [ulong], [timespan]
    $cases = foreach ($command in Get-Command -Module AlexNetPS -CommandType Cmdlet) {
        $names = $command.Parameters.Values | Where-Object {
            $type = [Nullable]::GetUnderlyingType($_.ParameterType) ?? $_.ParameterType
            if ($type.IsArray) { $type = $type.GetElementType() }
            $_.Name -notin $common -and $type -notin $others -and -not $type.IsEnum
        } | ForEach-Object Name
        if ($names) { @{ Command = $command.Name; Names = @($names) } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1; WarningAction = 'Ignore' }
    $evaluation = Measure-AlexNetModel $run $dataset
    $image = $dataset.Train.Samples[0].Path
    $prediction = Get-AlexNetPrediction $image -Model $run
    $image | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/one.npy"
    $part = (Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -StoreFormat Npy -CachePath "$TestDrive/parts" -WorkerIndex 0 -WorkerCount 1).PartPath
    $recipe = Get-TinyRecipePath
    # The path of everything that is written or left out.
    Push-Location (New-Item -ItemType Directory "$TestDrive/here").FullName

    # What else a call needs; nothing is written.
    $calls = @{
        'Assert-AlexNetModel' = @{ Evaluation = $evaluation; MinTop1 = 0 }
        'Compare-AlexNetRun' = @{ Path = $run.Path }
        'Compare-ImageNetDataset' = @{ ReferenceDataset = $dataset; DifferenceDataset = $dataset }
        'Export-ActivationMap' = @{ Model = $run; Path = $image; OutputPath = './x.png'; WhatIf = $true }
        'Export-AlexNetBaseline' = @{ Evaluation = $evaluation; OutputPath = './x.json'; WhatIf = $true }
        'Export-AlexNetDiagram' = @{ Network = 'Mnist28'; OutputPath = './x.svg'; WhatIf = $true }
        'Export-AlexNetFilter' = @{ Model = $run; OutputPath = './x.png'; WhatIf = $true }
        'Export-AlexNetModel' = @{ Model = $run; OutputPath = './x.onnx'; WhatIf = $true }
        'Export-AlexNetReport' = @{ InputObject = $evaluation; OutputPath = './x.md'; WhatIf = $true }
        'Export-EmbeddingProjection' = @{ Embedding = "$TestDrive/one.npy"; OutputPath = './x.svg'; WhatIf = $true }
        'Export-FeatureEmbedding' = @{ Model = $run; Path = $image; OutputPath = './x.npy'; WhatIf = $true }
        'Export-ImageNetDataset' = @{ InputObject = $dataset; OutputPath = './x'; Format = 'WebDataset'; WhatIf = $true }
        'Export-ImageNetSample' = @{ Dataset = $dataset; OutputPath = './x.png'; WhatIf = $true }
        'Find-AlexNetLearningRate' = @{ Dataset = $dataset; Recipe = $recipe; Steps = 10 }
        'Find-ImageNetLabelError' = @{ Model = $run; Dataset = $dataset }
        'Find-SimilarImage' = @{ Path = $image; Reference = "$TestDrive/one.npy" }
        'Get-AlexNetArchitecture' = @{ }
        'Get-AlexNetDevice' = @{ }
        'Get-AlexNetPrediction' = @{ Model = $run; Path = $image }
        'Get-AlexNetRecipe' = @{ }
        'Get-AlexNetRun' = @{ Path = $run.Path }
        'Get-ImageNetStore' = @{ Path = "$TestDrive" }
        'Import-AlexNetModel' = @{ Path = "$($run.Path)/best.safetensors" }
        'Import-ImageNetFolder' = @{ Path = "$TestDrive/photos"; WhatIf = $true }
        'Install-AlexNetEngine' = @{ WhatIf = $true; Source = "$TestDrive" }
        'Invoke-AlexNetSweep' = @{ Dataset = $dataset; Recipe = $recipe; WhatIf = $true }
        'Invoke-AlexNetTraining' = @{ Dataset = $dataset; Recipe = $recipe; WhatIf = $true }
        'Join-ImageNetStore' = @{ Path = $part; WhatIf = $true }
        'Measure-AlexNetModel' = @{ Model = $run; Dataset = $dataset }
        'New-ImageNetFold' = @{ Dataset = $dataset; Count = 2 }
        'Remove-AlexNetRun' = @{ Path = $run.Path; WhatIf = $true }
        'Remove-ImageNetStore' = @{ Path = $dataset.StorePath; WhatIf = $true }
        'Repair-ImageNetDataset' = @{ Dataset = $dataset; Kind = 'NearDuplicate'; WhatIf = $true }
        'Select-ImageNetSample' = @{ InputObject = $prediction }
        'Show-AlexNetRun' = @{ Path = $run.Path }
        'Test-AlexNetManifest' = @{ Path = "$TestDrive" }
        'Test-AlexNetModel' = @{ Evaluation = $evaluation; MinTop1 = 0 }
        'Test-AlexNetRun' = @{ Path = $run.Path }
        'Test-ImageNetDataset' = @{ Dataset = $dataset; WarningAction = 'Ignore' }
        'Uninstall-AlexNetEngine' = @{ WhatIf = $true }
    }
    # Other ways to name the same.
    $without = @{ LiteralPath = 'Path'; Model = 'Evaluation'; Split = 'Path'; TrainPath = 'Path' }
    $values = [ordered]@{
        blank = '  '; long = 'x' * 40000; control = "a$([char] 27)[31m`0`ab"; hole = @($null); object = [pscustomobject]@{ A = 1 }
        table = @{ a = @{ b = @(1, $null) } }; folder = "$TestDrive"; file = $image; brackets = '*[z-a(?<'
    }
    if ($IsLinux) {
        & mkfifo "$TestDrive/fifo"
        $values.fifo = "$TestDrive/fifo"
    }

    $raw = "\(Parameter '|Object reference|[Ii]ndex was out|outside the bounds|Value cannot be null|[Nn]ullab|Arg_|Exception of type|cast object|cast from|Null character|Specified argument|Sequence contains|given key|BytePosition|Input string|Operation is not valid|Collection was|Could not find|Access to the path|NonBacktracking|Cannot convert"
}

AfterAll { Pop-Location }

Describe 'Values that are not expected' {
    It 'are used, or rejected with one clear error, by <Command>' -ForEach $cases {
        $calls.ContainsKey($Command) | Should -BeTrue -Because "a call of $Command is missing in this file"
        $wrong = foreach ($name in $Names) {
            foreach ($value in $values.GetEnumerator()) {
                $arguments = $calls[$Command].Clone()
                if ($without[$name]) { $arguments.Remove($without[$name]) }
                $arguments[$name] = $value.Value
                # Asks for nothing: no host is there to answer.
                $failures = try { $null = & $Command @arguments -ErrorAction Stop -WarningAction Ignore 6> $null } catch { $_ }
                foreach ($failure in $failures) {
                    $text = "$failure $($failure.Exception.Message)"
                    $isBinding = $failure.Exception -is [System.Management.Automation.ParameterBindingException]
                    if ($failure.CategoryInfo.Category -eq 'NotSpecified' -or $text -match 'Object reference' -or (-not $isBinding -and $text -cmatch $raw)) {
                        "$Command -$name <$($value.Key)>: $($failure.CategoryInfo.Category), $($text.Substring(0, [Math]::Min(300, $text.Length)))"
                    }
                }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }
}
