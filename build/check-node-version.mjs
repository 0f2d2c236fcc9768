// Plain JavaScript, since an older Node cannot read the rest.
const wanted = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  console.error(
    `Node ${wanted.join(".")} or newer is needed, this is ${process.version}. On Linux (x64, arm64), npm ci brings it along.`,
  );
  process.exit(1);
}
