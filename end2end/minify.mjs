// `node minify.mjs FILE…`: writes each of these JavaScript modules anew without comments, spaces and long names.
import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

for (const file of process.argv.slice(2)) {
  const { code } = await minify(readFileSync(file, "utf8"), { module: true, compress: { passes: 2 }, mangle: true });
  writeFileSync(file, code);
}
