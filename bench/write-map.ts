import { generateMap } from "../test/support/generate-map.ts";

/*
 * npm run --silent generate-map -- COUNT > map.yaml
 *
 * Prints a policy map of COUNT grants, the same one that the benchmarks use. Exit code 2 for a command that is wrong.
 */
const [count = "", ...more] = process.argv.slice(2);
if (/^[1-9]\d{0,5}$/.test(count) && more.length === 0) {
  process.stdout.write(generateMap(Number(count)));
} else {
  console.error("give the number of grants, from 1 to 999999: npm run --silent generate-map -- 10000 > map.yaml");
  process.exitCode = 2;
}
