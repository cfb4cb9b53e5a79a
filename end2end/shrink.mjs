// `node shrink.mjs FOLDER SHARE SHARES`: optimises one share of a folder's WASM modules for size, as `wasm-opt -Oz`
// does, each into a file beside it that ends in `-Oz`. One process for many modules: starting the optimiser takes
// longer than most of them.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import binaryen from "binaryen";

// The features of rustc's baseline for the target, no more.
const { BulkMemory, BulkMemoryOpt, MutableGlobals, Multivalue, NontrappingFPToInt, ReferenceTypes, SignExt } =
  binaryen.Features;
const features =
  BulkMemory | BulkMemoryOpt | MutableGlobals | Multivalue | NontrappingFPToInt | ReferenceTypes | SignExt;

binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setOptimizeStackIR(true);

const [folder, share, shares] = process.argv.slice(2);
const modules = readdirSync(folder)
  .filter((name) => name.endsWith(".wasm"))
  .map((name) => ({ path: join(folder, name), size: statSync(join(folder, name)).size }))
  .sort((a, b) => b.size - a.size || a.path.localeCompare(b.path));

// Each module goes to the share that has least so far, so that all take about the same time.
const sums = Array(Number(shares)).fill(0);
for (const { path, size } of modules) {
  const least = sums.indexOf(Math.min(...sums));
  sums[least] += size;
  if (least !== Number(share)) continue;
  const module = binaryen.readBinary(readFileSync(path), features);
  module.setFeatures(features);
  module.optimize();
  module.runPasses(["strip-producers", "strip-target-features"]);
  writeFileSync(`${path}-Oz`, module.emitBinary());
  module.dispose();
}
