// Runs an ONNX file in ONNX Runtime on raw float32 images, and writes its logits as raw float32:
//   node onnx_run.js MODEL.onnx IMAGES.f32 LOGITS.f32 CHANNELS HEIGHT WIDTH
// Needs the npm package onnxruntime-node: npm install --ignore-scripts onnxruntime-node (its CPU runtime comes with the package),
// with NODE_PATH set to that node_modules.
const fs = require('fs');
const ort = require('onnxruntime-node');

async function main([model, images, logits, ...shape]) {
  const bytes = fs.readFileSync(images);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const size = shape.map(Number).reduce((a, b) => a * b);
  const session = await ort.InferenceSession.create(model);
  const out = [];
  // Batches of different sizes, because the number of images is left open.
  for (let start = 0, batch = 1; start < values.length / size; start += batch, batch = 16) {
    const count = Math.min(batch, values.length / size - start);
    const input = new ort.Tensor('float32', values.slice(start * size, (start + count) * size), [count, ...shape.map(Number)]);
    const result = await session.run({ images: input });
    out.push(...result.logits.data);
    const sum = result.probabilities.data.reduce((a, b) => a + b) / count;
    if (Math.abs(sum - 1) > 1e-4) throw new Error(`probabilities sum to ${sum}`);
  }
  fs.writeFileSync(logits, Buffer.from(new Float32Array(out).buffer));
}

main(process.argv.slice(2)).catch(error => { console.error(error.message); process.exit(1); });
