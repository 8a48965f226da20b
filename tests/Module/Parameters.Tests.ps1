# Numbers at and beyond the ends of their ranges, in every parameter that takes one: used, or rejected in our words.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $numbers = [int], [long], [double], [float], [ulong], [timespan]
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters
    $cases = foreach ($command in Get-Command -Module AlexNetPS -CommandType Cmdlet) {
        $names = $command.Parameters.Values | Where-Object {
            $type = [Nullable]::GetUnderlyingType($_.ParameterType) ?? $_.ParameterType
            $_.Name -notin $common -and ($type -in $numbers -or ($type.IsArray -and $type.GetElementType() -in $numbers))
        } | ForEach-Object Name
        if ($names) { @{ Command = $command.Name; Names = @($names) } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1; WarningAction = 'Ignore' }
    $image = $dataset.Train.Samples[0].Path
    $evaluation = Measure-AlexNetModel $run $dataset
    $prediction = Get-AlexNetPrediction $image -Model $run
    $image | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/one.npy"
    $new = { "$TestDrive/$([guid]::NewGuid())" }

    # What else a call needs.
    $calls = @{
        'Assert-AlexNetModel' = { @{ Evaluation = $evaluation; MinTop1 = 0; Baseline = $evaluation } }
        'Export-ActivationMap' = { @{ Model = $run; Path = $image; OutputPath = "$(& $new).png" } }
        'Export-AlexNetBaseline' = { @{ Model = $run; Dataset = $dataset; OutputPath = "$(& $new).json" } }
        'Export-AlexNetDiagram' = { @{ Network = 'Mnist28'; OutputPath = "$(& $new).png" } }
        'Export-AlexNetFilter' = { @{ Model = $run; OutputPath = "$(& $new).png" } }
        'Export-EmbeddingProjection' = { @{ Embedding = "$TestDrive/one.npy"; OutputPath = "$(& $new).csv" } }
        'Export-FeatureEmbedding' = { @{ Model = $run; Path = $image; OutputPath = "$(& $new).npy" } }
        'Export-ImageNetDataset' = { @{ Dataset = $dataset; OutputPath = & $new; Format = 'WebDataset' } }
        'Export-ImageNetSample' = { @{ Dataset = $dataset; OutputPath = "$(& $new).png" } }
        'Find-AlexNetLearningRate' = { @{ Dataset = $dataset; Recipe = Get-TinyRecipePath } }
        'Find-ImageNetLabelError' = { @{ Model = $run; Dataset = $dataset } }
        'Find-SimilarImage' = { @{ Model = $run; Path = $image; Reference = $dataset } }
        'Get-AlexNetArchitecture' = { @{ Name = 'Mnist28' } }
        'Get-AlexNetPrediction' = { @{ Model = $run; Path = $image } }
        'Get-AlexNetRun' = { @{ Path = $run.Path } }
        'Import-ImageNetFolder' = { @{ Path = "$TestDrive/photos"; CachePath = & $new; IndexOnly = $true } }
        'Invoke-AlexNetSweep' = { @{ Dataset = $dataset; Recipe = Get-TinyRecipePath; RunPath = & $new; Epochs = 1 } }
        'Invoke-AlexNetTraining' = { @{ Dataset = $dataset; Recipe = Get-TinyRecipePath; RunPath = & $new; Epochs = 1 } }
        'Export-AlexNetReport' = { @{ InputObject = $run; OutputPath = "$TestDrive/report-$([guid]::NewGuid()).json"; Dataset = $dataset } }
        'Measure-AlexNetModel' = { @{ Model = $run; Dataset = $dataset } }
        'New-ImageNetFold' = { @{ Dataset = $dataset; Count = 2 } }
        'Repair-ImageNetDataset' = { @{ Dataset = $dataset; Kind = 'NearDuplicate'; Confirm = $false; WhatIf = $true } }
        'Select-ImageNetSample' = { @{ InputObject = $prediction } }
        'Show-AlexNetRun' = { @{ Path = $run.Path } }
        'Test-AlexNetModel' = { @{ Model = $run; Dataset = $dataset; Baseline = $evaluation } }
        'Test-ImageNetDataset' = { @{ Dataset = $dataset } }
    }
    # Their largest values are work without end.
    $long = 'Epochs', 'Steps', 'Count', 'MaxDuration'

    function Get-Extreme([type] $Type, [string] $Name) {
        if ($Type.IsArray) { $Type = $Type.GetElementType() }
        $Type = [Nullable]::GetUnderlyingType($Type) ?? $Type
        $Type::MinValue
        if ($Type -eq [timespan]) { [timespan]::Zero }
        elseif ($Type -ne [ulong]) { $Type -eq [double] ? -1.0 : -1 }
        if ($Type -in [double], [float]) { [double]::NaN; [double]::PositiveInfinity }
        if ($Name -notin $long) { $Type::MaxValue }
    }
}

Describe 'Numbers at the ends of their range' {
    It 'are used, or rejected with one clear error, by <Command>' -ForEach $cases {
        $parameters = (Get-Command $Command).Parameters
        $calls.ContainsKey($Command) | Should -BeTrue -Because "a call of $Command is missing in this file"
        foreach ($name in $Names) {
            foreach ($value in Get-Extreme $parameters[$name].ParameterType $name) {
                $arguments = (& $calls[$Command]) + @{ WarningAction = 'Ignore'; InformationAction = 'Ignore' }
                $arguments[$name] = $value
                $call = "$Command -$name $value"
                $failures = try { $null = & $Command @arguments -ErrorAction Stop } catch { $_ }
                foreach ($failure in $failures) {
                    $failure.CategoryInfo.Category | Should -Not -Be 'NotSpecified' -Because "$call gave: $failure"
                    "$failure $($failure.Exception.Message)" | Should -Not -Match "\(Parameter '|nameof|Arg_|Actual value was" -Because $call
                }
            }
        }
    }
}
