/** A region's name, of whatever partition, such as eu-central-1. */
export const regionPattern = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/;
