/**
 * Somebody whom no map names, for whom the probe that must be refused gets a genuine token: RFC 6761 keeps the name from ever being
 * anybody's. What it may ask AWS for is packaged with the same.
 */
export const otherAudience = "https://not-for-vending.invalid";
