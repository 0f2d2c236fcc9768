/** The package's version, for the `User-Agent`: a constant, so that the built file holds no package.json. */
export const version = "0.1.0";
