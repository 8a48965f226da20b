@{
  NestedModules          = @('AlexNetPS.Cmdlets.dll', 'AlexNetPS.Types.psd1')
  ModuleVersion          = '0.1.0'
  GUID                   = '6f0e3b52-5f6c-4d0d-9a4e-0f5f1b7c2a91'
  Author                 = 'The AlexNetPS maintainers'
  CompanyName            = 'The AlexNetPS maintainers'
  Copyright              = '(c) 2026 The AlexNetPS maintainers. MIT licence.'
  Description            = 'From a folder of images to a trained AlexNet, in PowerShell: dataset preparation, training, evaluation, prediction and feature extraction.'
  PowerShellVersion      = '7.6'
  CompatiblePSEditions   = @('Core')
  RequiredAssemblies     = @('AlexNetPS.dll')
  FormatsToProcess       = @('AlexNetPS.Format.ps1xml')
  FunctionsToExport      = @()
  CmdletsToExport        = @(
    'Assert-AlexNetModel'
    'Compare-AlexNetRun'
    'Compare-ImageNetDataset'
    'Export-ActivationMap'
    'Export-AlexNetBaseline'
    'Export-AlexNetDiagram'
    'Export-AlexNetFilter'
    'Export-AlexNetModel'
    'Export-AlexNetReport'
    'Export-EmbeddingProjection'
    'Export-FeatureEmbedding'
    'Export-ImageNetDataset'
    'Export-ImageNetSample'
    'Find-AlexNetLearningRate'
    'Find-ImageNetLabelError'
    'Find-SimilarImage'
    'Get-AlexNetArchitecture'
    'Get-AlexNetDevice'
    'Get-AlexNetPrediction'
    'Get-AlexNetRecipe'
    'Get-AlexNetRun'
    'Get-ImageNetStore'
    'Import-AlexNetModel'
    'Import-ImageNetFolder'
    'Install-AlexNetEngine'
    'Invoke-AlexNetSweep'
    'Invoke-AlexNetTraining'
    'Join-ImageNetStore'
    'Measure-AlexNetModel'
    'New-ImageNetFold'
    'Remove-AlexNetRun'
    'Remove-ImageNetStore'
    'Repair-ImageNetDataset'
    'Select-ImageNetSample'
    'Show-AlexNetRun'
    'Test-AlexNetManifest'
    'Test-AlexNetModel'
    'Test-AlexNetRun'
    'Test-ImageNetDataset'
    'Uninstall-AlexNetEngine'
  )
  VariablesToExport      = @()
  AliasesToExport        = @()
  PrivateData            = @{
    PSData = @{
      Tags         = @('AlexNet', 'DeepLearning', 'MachineLearning', 'NeuralNetwork', 'ImageClassification', 'ImageNet', 'ComputerVision', 'PSEdition_Core', 'Windows', 'Linux')
      LicenseUri   = 'https://opensource.org/license/mit'
      ReleaseNotes = '0.1.0: from a folder of images to a trained AlexNet in one pipeline.'
    }
  }
}
