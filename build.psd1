# Data of PoshCode's ModuleBuilder; paths are relative to the module's manifest.
@{
  SourcePath               = './module/AlexNetPS.psd1'
  OutputDirectory          = '../out'
  UnversionedOutputDirectory = $true
  CopyPaths                = @(
    './AlexNetPS.Format.ps1xml'
    './en-US'
    './recipes'
  )
  Encoding                 = 'UTF8'
}
