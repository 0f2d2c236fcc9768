/** Of all that the Query protocol of STS answers. */
export const stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";
