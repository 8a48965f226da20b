// Parquet with npm's hyparquet-writer and hyparquet: writes a golden of the images of parquet_images.py, or reads an export.
//
//     npm install --prefix PEER hyparquet@1 hyparquet-writer@0.17 && cp tests/peers/parquet_hyparquet.mjs PEER
//     node PEER/parquet_hyparquet.mjs write FOLDER
//     node PEER/parquet_hyparquet.mjs read EXPORT
//
// "read" prints split, class and SHA-256 of each image, sorted, as read_export.py does for the other forms.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { parquetWriteFile } from 'hyparquet-writer'

const [mode, folder] = process.argv.slice(2)
if (mode === 'write') {
  const files = fs.readdirSync(folder).filter(name => name.endsWith('.png')).sort()
  const features = { image: { _type: 'Image' }, label: { names: ['zebra', 'ant'], _type: 'ClassLabel' } }
  parquetWriteFile({
    filename: `${folder}/hyparquet.parquet`,
    columnData: [
      { name: 'image', data: files.map((name, i) => ({ bytes: new Uint8Array(fs.readFileSync(`${folder}/${name}`)), path: i % 3 === 2 ? undefined : name })) },
      { name: 'label', data: files.map((_, i) => i % 2) },
    ],
    schema: [
      { name: 'root', num_children: 2 },
      { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'label', type: 'INT32', repetition_type: 'OPTIONAL' },
    ],
    rowGroupSize: 5,
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
  })
} else {
  const lines = []
  for (const name of fs.readdirSync(`${folder}/data`).sort()) {
    const file = await asyncBufferFromFile(`${folder}/data/${name}`)
    const metadata = await parquetMetadataAsync(file)
    const { names } = JSON.parse(metadata.key_value_metadata.find(pair => pair.key === 'huggingface').value).info.features.label
    for (const row of await parquetReadObjects({ file, metadata, utf8: false })) {
      lines.push(`${name.split('-')[0]} ${names[Number(row.label)]} ${createHash('sha256').update(row.image.bytes).digest('hex')}`)
    }
  }
  console.log(lines.sort().join('\n'))
}
